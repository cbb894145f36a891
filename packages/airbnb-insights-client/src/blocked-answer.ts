import type { OperationName } from 'insights-transform'
import { saidReason, statusReason } from './blocked-reason.ts'
import { BlockedError, type BlockedReason } from './errors.ts'
import { isJsonObject } from './json-object.ts'
import { isHtml } from './page-words.ts'

/** An answer that is none of the API's own, as far as is needed to tell whose it is. */
interface ForeignAnswer {
  readonly operation: OperationName
  readonly status: number
  readonly headers: { get(name: string): string | null }
  readonly text: string
  /** The text as JSON; `undefined` where it is none. */
  readonly json: unknown
}

/** What stands in between, by an answer that is none of the API's own; `null` where it may be the API that failed. */
export function blockedReason(answer: ForeignAnswer): BlockedReason | null {
  const { status, text, json } = answer
  // What has `data` is an answer of the API's, whatever its texts say.
  const said = isJsonObject(json) && 'data' in json ? null : saidReason(text)
  // A gateway's page about trouble behind it passes by itself: that is what retries are for.
  if (status >= 500) return said !== null && LASTS.has(said) ? said : statusReason(status)
  if (said !== null) return said
  if (wantsPassword(answer)) return 'proxy'
  const byStatus = statusReason(status)
  if (byStatus !== null) return byStatus
  if (status === 403) return isHtml(text) || isJsonObject(json) ? 'bot_wall' : 'unclear'
  if (isHtml(text)) return 'unclear'
  return status < 300 && json === undefined && !isBrokenOffJson(text) ? 'unclear' : null
}

const LASTS: ReadonlySet<BlockedReason> = new Set<BlockedReason>(['bot_wall', 'captcha', 'maintenance'])

/** A password beside the session is asked for by a proxy or a protected network, never by the API. */
const wantsPassword = ({ status, headers }: ForeignAnswer): boolean =>
  status === 401 && /\b(?:basic|digest|ntlm|negotiate)\b/i.test(headers.get('www-authenticate') ?? '')

const isBrokenOffJson = (text: string): boolean => /^\s*[[{]/.test(text)

const WORDS: Readonly<Record<BlockedReason, string>> = {
  bot_wall: 'a wall that refuses this network or program',
  captcha: 'a captcha',
  captive_portal: 'the sign-in page of the network that this computer is in',
  maintenance: 'a maintenance page',
  proxy: 'a proxy between this computer and Airbnb',
  unclear: 'something that is neither an answer of the API nor a known block page',
}

/** The error of an answer by something in between. */
export function blockedError(
  reason: BlockedReason,
  answer: { operation: OperationName; status: number },
  {
    retryAfterMs = null,
    more = '',
    cause,
  }: { retryAfterMs?: number | null; more?: string; cause?: unknown } = {},
): BlockedError {
  const { operation, status } = answer
  return new BlockedError(
    `${operation} did not reach the API: ${WORDS[reason]} answered (HTTP ${status}${more}). ` +
      'The session was not judged by it',
    { operation, status, reason, retryAfterMs, cause },
  )
}
