import { quantityOf } from './quantity.ts'

/**
 * Where an object is not as it is wanted, by the path of each place. What nobody asked for is no difference: the API
 * server adds defaults, and others may add annotations and fields of their own.
 */
export function differences(wanted: unknown, found: unknown, path = ''): string[] {
  if (Array.isArray(wanted)) return listDifferences(wanted, found, path)
  if (isObject(wanted)) {
    if (!isObject(found)) return [path]
    return Object.entries(wanted).flatMap(([name, value]) =>
      differences(value, found[name], path === '' ? name : `${path}.${name}`),
    )
  }
  return isSame(wanted, found, path) ? [] : [path]
}

/** Items with a name are the same by their name, those of a volume's by their key; others by their place. */
function listDifferences(wanted: readonly unknown[], found: unknown, path: string): string[] {
  if (!Array.isArray(found)) return wanted.length === 0 ? [] : [path]
  return wanted.flatMap((item, index) => {
    const key = keyOf(item)
    if (key === undefined) return differences(item, found[index], `${path}[${String(index)}]`)
    const same: unknown = found.find((other) => keyOf(other) === key)
    return differences(item, same, `${path}[${key}]`)
  })
}

function keyOf(item: unknown): string | undefined {
  if (!isObject(item)) return undefined
  const key = item['uid'] ?? item['name'] ?? item['mountPath'] ?? item['key']
  return typeof key === 'string' ? key : undefined
}

/** Where quantities are: nothing else that looks like one is. */
const QUANTITIES = /\.resources\.(requests|limits)\.\w+$/

/** The API server writes quantities its own way: 1000m as 1, 1024Mi as 1Gi. */
function isSame(wanted: unknown, found: unknown, path: string): boolean {
  if (wanted === found) return true
  // An empty text is left out.
  if (wanted === '' && found === undefined) return true
  if (typeof wanted !== 'string' || typeof found !== 'string' || !QUANTITIES.test(path)) return false
  const [one, other] = [quantityOf(wanted), quantityOf(found)]
  return one !== undefined && one === other
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
