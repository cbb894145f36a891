import { statSync } from 'node:fs'
import { join } from 'node:path'
import { readYaml } from './deployment-files.ts'
import { type KubernetesObject, templateOf } from './manifests.ts'
import { workspaceRoot } from './workspace.ts'

/** As much of a kustomization as deploy/kubernetes uses. */
interface Kustomization {
  readonly apiVersion: string
  readonly kind: 'Kustomization' | 'Component'
  readonly namespace?: string
  readonly resources?: readonly string[]
  readonly components?: readonly string[]
  readonly images?: readonly { readonly name: string; readonly newName: string; readonly newTag: string }[]
}

const KNOWN = new Set(['apiVersion', 'kind', 'namespace', 'resources', 'components', 'images'])

/**
 * What `kubectl kustomize` makes of a folder, without kubectl: there are no patches in deploy/kubernetes, so that what is
 * left to do is to gather, and to put in namespace and image. A test compares it with kustomize's own.
 *
 * @param folder - from the root.
 * @param components - instead of those that the kustomization names.
 * @throws Error where the kustomization has a field that is not looked at here.
 */
export function renderKustomization(folder: string, components?: readonly string[]): KubernetesObject[] {
  const kustomization = readKustomization(folder)
  const parts = [...(kustomization.resources ?? []), ...(components ?? kustomization.components ?? [])]
  const gathered = parts.flatMap((part) => {
    const path = join(folder, part)
    if (statSync(join(workspaceRoot, path)).isDirectory()) return renderKustomization(path)
    return readYaml<KubernetesObject>(path)
  })
  return gathered.map((object) => withImages(withNamespace(object, kustomization), kustomization))
}

/** A folder's own kustomization. */
export function readKustomization(folder: string): Kustomization {
  const [kustomization] = readYaml<Kustomization>(join(folder, 'kustomization.yaml'))
  if (kustomization === undefined) throw new Error(`${folder} has an empty kustomization`)
  const unknown = Object.keys(kustomization).filter((field) => !KNOWN.has(field))
  if (unknown.length > 0) throw new Error(`${folder}: ${unknown.join(', ')} in kustomization.yaml`)
  return kustomization
}

function withNamespace(object: KubernetesObject, { namespace }: Kustomization): KubernetesObject {
  if (namespace === undefined || object.kind === 'Namespace') return object
  return { ...object, metadata: { ...object.metadata, namespace } }
}

function withImages(object: KubernetesObject, { images = [] }: Kustomization): KubernetesObject {
  const template = templateOf(object)
  if (template === undefined) return object
  const containers = template.spec.containers.map((container) => {
    const found = images.find(({ name }) => name === container.image)
    return found === undefined ? container : { ...container, image: `${found.newName}:${found.newTag}` }
  })
  const spec = { ...template.spec, containers }
  return { ...object, spec: { ...object.spec, template: { ...template, spec } } }
}
