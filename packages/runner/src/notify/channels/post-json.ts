import { type Dispatcher, request } from 'undici'
import { systemErrorText } from '../../output/system-error-text.ts'
import type { Delivery } from './delivery.ts'

/** A request to a target. */
export interface PostOptions {
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
  readonly dispatcher: Dispatcher
  readonly signal: AbortSignal
  /**
   * Finds what the service itself says of a refusal, in an answer of a known service. It is shown where it is a few
   * plain words. @defaultValue answers are not looked into
   */
  readonly explain?: (answer: string) => unknown
}

const TIMEOUT_MS = 10_000
/** More of an answer is not read. */
const ANSWER_BYTES = 4096
/** Nobody is waited for any longer. */
const LONGEST_WAIT_MS = 3_600_000

/** With these a target refuses one message, and would take another. */
const REFUSED_MESSAGE: ReadonlySet<number> = new Set([400, 413, 415, 422])

/** Posts JSON to a target. Redirects are not followed: a secret address is no other host's business. */
export async function postJson(url: string, options: PostOptions): Promise<Delivery> {
  const { body, headers, dispatcher, signal, explain } = options
  try {
    const answer = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'airbnb-insights', ...headers },
      body,
      dispatcher,
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    })
    const { statusCode: status } = answer
    if (status >= 200 && status < 300) {
      // What follows is not waited for: the message is taken, and one that counts as lost would be sent again.
      answer.body.on('error', () => {}).destroy()
      return { delivered: true, answer: `answered with ${String(status)}` }
    }
    const text = await firstOf(answer.body)
    const why =
      status >= 300 && status < 400 ? ', a redirect, which is not followed' : explained(explain, text)
    return {
      delivered: false,
      error: `answered with ${String(status)}${why}`,
      whole: !REFUSED_MESSAGE.has(status),
      retryAfterMs: retryAfterMs(answer.headers['retry-after']),
    }
  } catch (error) {
    return { delivered: false, error: describe(error), whole: true, retryAfterMs: null }
  }
}

async function firstOf(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    if (!(chunk instanceof Uint8Array)) break
    chunks.push(Buffer.from(chunk))
    bytes += chunk.byteLength
    if (bytes >= ANSWER_BYTES) break
  }
  return Buffer.concat(chunks).subarray(0, ANSWER_BYTES).toString('utf8')
}

/** Only a few plain words: an answer may hold anything, the target's own secrets among it. */
function explained(explain: PostOptions['explain'], text: string): string {
  if (explain === undefined) return ''
  let words: unknown
  try {
    words = explain(text)
  } catch {
    return ''
  }
  return typeof words === 'string' && /^[\w ,.:'-]{1,80}$/.test(words) ? ` (${words})` : ''
}

function retryAfterMs(header: string | string[] | undefined): number | null {
  const seconds = Number(Array.isArray(header) ? header[0] : (header ?? Number.NaN))
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds * 1000, LONGEST_WAIT_MS) : null
}

/** Messages of network errors may hold addresses; their codes do not. */
function describe(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return `did not answer within ${String(TIMEOUT_MS / 1000)} s`
  }
  if (error instanceof Error && error.name === 'AbortError') return 'was not waited for'
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) {
    return 'could not be reached'
  }
  if (error.code === 'UND_ERR_ABORTED') return 'was not waited for'
  if (/^(?:CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS)/.test(error.code)) {
    return `shows a certificate that is not trusted (${error.code})`
  }
  return `could not be reached (${/^E[A-Z]+$/.test(error.code) ? systemErrorText(error) : error.code})`
}
