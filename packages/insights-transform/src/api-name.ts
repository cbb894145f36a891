/** Characters that show nothing, or change how others are shown: no name has them. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu
const LONGEST = 120
/** What nearly all names are. */
const PLAIN = /^[\w-]{1,120}$/

/**
 * A name that the API made up, as it is stored: as it came, unless it holds what no name does. Invisible characters
 * become a space; of a very long one the beginning is kept, and a number that tells it from others that begin alike.
 */
export function apiName(text: string): string {
  if (PLAIN.test(text)) return text
  const visible = text.replaceAll(INVISIBLE, ' ').trim()
  const name = visible === '' ? '(no name)' : visible
  if (name.length <= LONGEST) return name
  return `${name.slice(0, LONGEST).replaceAll(INVISIBLE, '')}…${checksum(name)}`
}

/** 32 bits of FNV-1a. */
function checksum(text: string): string {
  let sum = 0x811c9dc5
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193)
  return (sum >>> 0).toString(16).padStart(8, '0')
}
