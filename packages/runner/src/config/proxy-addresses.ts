import { isIP, isIPv6 } from 'node:net'

/**
 * Reads addresses and CIDR blocks (`10.0.0.0/8`) separated by commas or white space;
 * undefined where one is neither.
 */
export function parseProxyAddresses(text: string): readonly string[] | undefined {
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== '')
  return entries.every(isAddressOrBlock) ? entries : undefined
}

function isAddressOrBlock(entry: string): boolean {
  const [address = '', prefix, ...rest] = entry.split('/')
  if (isIP(address) === 0 || rest.length > 0) return false
  if (prefix === undefined) return true
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= (isIPv6(address) ? 128 : 32)
}
