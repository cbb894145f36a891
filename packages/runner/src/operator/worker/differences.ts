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
  return isSame(wanted, found) ? [] : [path]
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

/** The API server writes quantities its own way: 1000m as 1, 1024Mi as 1Gi. */
function isSame(wanted: unknown, found: unknown): boolean {
  if (wanted === found) return true
  // An empty text is left out.
  if (wanted === '' && found === undefined) return true
  if (typeof wanted !== 'string' || typeof found !== 'string') return false
  const [one, other] = [quantityOf(wanted), quantityOf(found)]
  return one !== undefined && one === other
}

const FACTORS: Readonly<Record<string, number>> = {
  '': 1,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
}

/** What a quantity with a unit amounts to, in thousandths; undefined for what is none. */
function quantityOf(text: string): number | undefined {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)(m|k|M|G|Ki|Mi|Gi)?$/.exec(text) ?? []
  if (number === undefined) return undefined
  return Math.round(Number(number) * (FACTORS[unit] ?? 1) * 1000)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
