import { type Configuration, KubeConfig } from '@kubernetes/client-node'

/** What a kubeconfig file says. */
export function readKubeconfig(file: string): KubeConfig {
  const config = new KubeConfig()
  config.loadFromFile(file)
  return config
}

/** A client of one part of the API, e.g. `CoreV1Api`, as the kubeconfig file says. */
export function clientOf<T extends object>(
  kubeconfig: string,
  api: new (configuration: Configuration) => T,
): T {
  return readKubeconfig(kubeconfig).makeApiClient(api as never) as T
}
