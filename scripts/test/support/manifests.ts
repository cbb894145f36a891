import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readYaml } from './deployment-files.ts'
import { workspaceRoot } from './workspace.ts'

/** What the tests ask of a container. */
interface Container {
  readonly name: string
  readonly image: string
  readonly args: readonly string[]
  readonly env?: readonly { readonly name: string; readonly value: string }[]
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[]
  readonly securityContext: Readonly<Record<string, unknown>>
  readonly [field: string]: unknown
}

/** What the tests ask of a pod. */
export interface PodSpec {
  readonly serviceAccountName: string
  readonly automountServiceAccountToken: boolean
  readonly enableServiceLinks: boolean
  readonly terminationGracePeriodSeconds?: number
  readonly securityContext: Readonly<Record<string, unknown>>
  readonly containers: readonly Container[]
}

/** An object as it is sent to a cluster. */
export interface KubernetesObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly labels?: Readonly<Record<string, string>>
  }
  readonly data?: Readonly<Record<string, string>>
  readonly spec?: Readonly<Record<string, unknown>>
}

/** A Kubernetes object and the file that it stands in. */
export interface Manifest {
  readonly file: string
  readonly object: KubernetesObject
}

/** A file that is no object: kustomize's own, and what is given to another program. */
const OTHER_FILES = /(?:^|\/)(?:kustomization|adapter-rule\.example)\.yaml$/

/** The folder of the manifests, from the root. */
export const MANIFESTS = 'deploy/kubernetes'

/** Every manifest below deploy/kubernetes, the examples of Secrets too. */
export function kubernetesManifests(): Manifest[] {
  return readdirSync(join(workspaceRoot, MANIFESTS), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml') && !OTHER_FILES.test(file))
    .map((file) => join(MANIFESTS, file))
    .toSorted()
    .flatMap((file) => readYaml<KubernetesObject>(file).map((object) => ({ file, object })))
}

/** Kind and name, by which an object is known in its namespace. */
export function titleOf({ kind, metadata }: KubernetesObject): string {
  return `${kind} ${metadata.name}`
}

interface Template {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> }
  readonly spec: PodSpec
}

/** The pod template of a Deployment or Job; undefined for other kinds. */
export function templateOf({ spec }: KubernetesObject): Template | undefined {
  return spec?.['template'] as Template | undefined
}
