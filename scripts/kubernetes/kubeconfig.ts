import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ApiType, type Configuration, CoreV1Api, KubeConfig } from '@kubernetes/client-node'

/** What a kubeconfig file says. */
export function readKubeconfig(file: string): KubeConfig {
  const config = new KubeConfig()
  config.loadFromFile(file)
  return config
}

/** A client of one part of the API, e.g. `CoreV1Api`, as the kubeconfig file says. */
export function clientOf<T extends ApiType>(
  kubeconfig: string,
  api: new (configuration: Configuration) => T,
): T {
  return readKubeconfig(kubeconfig).makeApiClient(api)
}

/** A token of a service account, for an hour, as one who may do anything asks for it. */
export async function tokenOf(
  kubeconfig: string,
  serviceAccount: string,
  namespace: string,
): Promise<string> {
  const { status } = await clientOf(kubeconfig, CoreV1Api).createNamespacedServiceAccountToken({
    name: serviceAccount,
    namespace,
    body: { spec: { audiences: [], expirationSeconds: 3600 } },
  })
  if (status?.token === undefined) throw new Error(`the API server gave no token for ${serviceAccount}`)
  return status.token
}

/** Writes a kubeconfig file of a service account, for an hour, into the folder and gives its path. */
export async function kubeconfigOf(
  kubeconfig: string,
  serviceAccount: string,
  namespace: string,
  folder: string,
): Promise<string> {
  const cluster = readKubeconfig(kubeconfig).getCurrentCluster()
  if (cluster === null) throw new Error(`${kubeconfig} names no cluster`)
  const name = `${namespace}-${serviceAccount}`
  const config = new KubeConfig()
  config.loadFromOptions({
    clusters: [cluster],
    users: [{ name, token: await tokenOf(kubeconfig, serviceAccount, namespace) }],
    contexts: [{ name, cluster: cluster.name, user: name, namespace }],
    currentContext: name,
  })
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `kubeconfig-${name}`)
  writeFileSync(file, config.exportConfig(), { mode: 0o600 })
  return file
}
