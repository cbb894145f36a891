import type { SqlSession } from 'insights-store-timescale'
import { secretsOfNotifyUrls } from '../config/notify-urls.ts'
import type { Redactor } from '../output/redactor.ts'

/** What a sealed secret begins with. */
const SEALED = 'enc:%'

/**
 * Makes known to the redactor what the database holds in plaintext because it has no key: cookies, and addresses to
 * notify. A statement may show them, by name or by a `*`; what is printed has none. A role that may not read them cannot
 * show them either.
 */
export async function hideCookies(session: SqlSession, redactor: Redactor): Promise<void> {
  const valuesOf = async (statement: string): Promise<string[]> => {
    const values: string[] = []
    const take = async (rows: readonly (readonly (string | null)[])[]) => {
      values.push(...rows.map(([value]) => value ?? ''))
      return true
    }
    await session.run(statement, { take }).catch(() => {})
    return values
  }
  const cookies = await valuesOf(
    `SELECT airbnb_cookie FROM accounts WHERE airbnb_cookie NOT LIKE '${SEALED}' AND airbnb_cookie <> '[hidden]'`,
  )
  for (const cookie of cookies) redactor.addCookie(cookie)
  const addresses = await valuesOf(
    `SELECT notify_urls FROM account_notify_urls WHERE notify_urls NOT LIKE '${SEALED}' AND notify_urls <> '[hidden]'`,
  )
  for (const text of addresses) for (const part of secretsOfNotifyUrls(text)) redactor.add(part)
}
