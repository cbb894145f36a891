import { filesIn, readYaml } from './deployment-files.ts'

/** What the tests ask of a container. */
interface Container {
  readonly name: string
  readonly args: readonly string[]
  readonly env?: readonly { readonly name: string; readonly value: string }[]
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[]
  readonly securityContext: Readonly<Record<string, unknown>>
  readonly [field: string]: unknown
}

/** What the tests ask of a pod. */
interface PodSpec {
  readonly automountServiceAccountToken: boolean
  readonly enableServiceLinks: boolean
  readonly terminationGracePeriodSeconds?: number
  readonly securityContext: Readonly<Record<string, unknown>>
  readonly containers: readonly Container[]
}

/** A Kubernetes object and the file that it stands in. */
export interface Manifest {
  readonly file: string
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> }
  readonly data?: Readonly<Record<string, string>>
  readonly spec?: Readonly<Record<string, unknown>>
}

/** Every manifest below deploy/kubernetes, the example of a Secret too, without kustomize's own file. */
export function kubernetesManifests(): Manifest[] {
  return filesIn('deploy/kubernetes', /\.yaml$/)
    .filter((file) => !file.endsWith('kustomization.yaml'))
    .flatMap((file) =>
      readYaml<Omit<Manifest, 'file'>>(file).map((manifest) => Object.assign({ file }, manifest)),
    )
}

/** The object itself, as it would be sent to a cluster. */
export function objectOf(manifest: Manifest): Omit<Manifest, 'file'> {
  return Object.fromEntries(Object.entries(manifest).filter(([field]) => field !== 'file')) as Omit<
    Manifest,
    'file'
  >
}

interface Template {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> }
  readonly spec: PodSpec
}

/** The pod template of a Deployment or Job; undefined for other kinds. */
export function templateOf({ spec }: Manifest): Template | undefined {
  return spec?.['template'] as Template | undefined
}
