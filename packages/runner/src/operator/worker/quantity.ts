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

/** What a quantity of Kubernetes amounts to, in thousandths; undefined for what is none. */
export function quantityOf(text: string): number | undefined {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)(m|k|M|G|Ki|Mi|Gi)?$/.exec(text) ?? []
  if (number === undefined) return undefined
  return Math.round(Number(number) * (FACTORS[unit] ?? 1) * 1000)
}
