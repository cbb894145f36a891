import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** What may be taken over into headers and logs. */
const SANE_ID = /^[\w.:+/=-]{1,128}$/

/** The id that the caller gave the request, where it is fit to be repeated, or a new one. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && SANE_ID.test(given) ? given : randomUUID()
}
