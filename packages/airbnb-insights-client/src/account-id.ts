import { parseCookies } from './cookies.ts'
import { InvalidCredentialsError } from './errors.ts'

/**
 * Reads the account id out of a `Cookie` header: `id_str`, or else `id`, of the URL-encoded JSON in
 * `_user_attributes`.
 *
 * @param cookie - the header's value
 * @returns the account id in decimal digits, such as `'120000042'`
 * @throws {@link InvalidCredentialsError} with `reason` `no_account_id` when it is not there
 */
export function accountIdFromCookie(cookie: string): string {
  const attributes = parseCookies(cookie).get('_user_attributes')
  if (attributes === undefined) refuse('The cookie holds no account id: _user_attributes is missing')
  const accountId = accountIdFromAttributes(attributes)
  if (accountId === null) refuse('The cookie holds no account id: _user_attributes has no id_str and no id')
  return accountId
}

/** The account id in the value of the cookie `_user_attributes`, or `null`. */
export function accountIdFromAttributes(attributes: string): string | null {
  const parsed = parseJson(decode(attributes))
  if (typeof parsed !== 'object' || parsed === null) return null
  const { id_str: text, id } = parsed as { id_str?: unknown; id?: unknown }
  if (typeof text === 'string' && isDigits(text)) return text
  if (typeof id === 'string' && isDigits(id)) return id
  // Beyond 2^53 JSON.parse has already changed the digits: another account's id would be worse than none.
  return typeof id === 'number' && Number.isSafeInteger(id) && id >= 0 ? String(id) : null
}

const isDigits = (text: string): boolean => /^\d+$/.test(text)

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function refuse(message: string): never {
  throw new InvalidCredentialsError(message, { reason: 'no_account_id' })
}
