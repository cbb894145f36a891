/** A `Set-Cookie` header taken apart, as far as a session's rotation needs it. */
export interface SetCookie {
  readonly name: string
  readonly value: string
  /** Lower case and without a leading dot; `null` for the host that set it. */
  readonly domain: string | null
  readonly path: string | null
  /** When it ends, in milliseconds since the epoch; `null` when it ends with the session. */
  readonly expiresAt: number | null
}

/**
 * Takes one `Set-Cookie` header apart.
 *
 * @param now - milliseconds since the epoch, from which `Max-Age` counts; it wins over `Expires`
 * @returns `null` for what is no cookie
 */
export function parseSetCookie(header: string, now: number): SetCookie | null {
  const [pair = '', ...attributes] = header.split(';')
  const equals = pair.indexOf('=')
  const name = pair.slice(0, Math.max(equals, 0)).trim()
  if (name === '') return null
  let domain: string | null = null
  let path: string | null = null
  let maxAge: number | null = null
  let expires: number | null = null
  for (const attribute of attributes) {
    const at = attribute.indexOf('=')
    const key = (at < 0 ? attribute : attribute.slice(0, at)).trim().toLowerCase()
    const value = at < 0 ? '' : attribute.slice(at + 1).trim()
    if (key === 'domain' && value !== '') domain = value.toLowerCase().replace(/^\./, '')
    else if (key === 'path' && value.startsWith('/')) path = value
    else if (key === 'max-age' && /^-?\d+$/.test(value)) maxAge = Number(value)
    else if (key === 'expires' && !Number.isNaN(Date.parse(value))) expires = Date.parse(value)
  }
  return {
    name,
    value: pair.slice(equals + 1).trim(),
    domain,
    path,
    expiresAt: maxAge === null ? expires : now + maxAge * 1000,
  }
}
