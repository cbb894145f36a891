import { type KubernetesObject, titleOf } from './manifests.ts'

/** Objects by kind and name: the order in which they come says nothing. */
export function byTitle(objects: readonly KubernetesObject[]): Record<string, KubernetesObject> {
  const found = new Map(objects.map((object) => [titleOf(object), object]))
  if (found.size !== objects.length) throw new Error('some objects have the same kind and name')
  return Object.fromEntries(found)
}
