import { once } from 'node:events'
import { getCACertificates } from 'node:tls'
import type { EmailTarget } from '../../config/notify-target.ts'
import { type Html, html, markup } from '../../report/markup/html.ts'
import { bodyOf, PLAIN } from '../message/plain-text.ts'
import type { Delivery, OutgoingMessage } from './delivery.ts'
import type { Sending } from './sending.ts'

const TIMEOUT_MS = 15_000
const LONGEST = 100_000
const LONGEST_SUBJECT = 150

/** Writes an e-mail, as text and as HTML. */
export async function sendEmail(
  target: EmailTarget,
  message: OutgoingMessage,
  { signal, certificates }: Pick<Sending, 'signal' | 'certificates'>,
): Promise<Delivery> {
  const { createTransport } = await import('nodemailer')
  const { host, port, tls, login, from, to } = target
  const { id, createdAt, content } = message
  const transport = createTransport({
    host,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'required',
    ignoreTLS: tls === 'off',
    ...(login === undefined ? {} : { auth: { user: login.user, pass: login.password } }),
    ...(certificates === undefined
      ? {}
      : { tls: { ca: [...getCACertificates('default'), ...certificates] } }),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  try {
    signal.throwIfAborted()
    const sent = transport.sendMail({
      from: { name: 'airbnb-insights', address: from },
      to: to.map((address) => ({ name: '', address })),
      subject: content.title.replaceAll(/[\r\n]+/g, ' ').slice(0, LONGEST_SUBJECT),
      text: `${bodyOf(content, PLAIN, LONGEST)}\n`,
      html: htmlOf(content).toString(),
      messageId: `<${id}@airbnb-insights.invalid>`,
      date: createdAt,
      headers: { 'Auto-Submitted': 'auto-generated' },
    })
    await orAborted(sent, signal)
    return { delivered: true, answer: 'taken by the mail server' }
  } catch (error) {
    return { delivered: false, ...describe(error), retryAfterMs: null }
  } finally {
    transport.close()
  }
}

/** A mail server that is slow in each of its answers would take longer than anybody waits. */
async function orAborted(sent: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const settled = new AbortController()
  const aborted = once(signal, 'abort', { signal: settled.signal }).then(() => signal.throwIfAborted())
  try {
    await Promise.race([sent, aborted])
  } finally {
    settled.abort()
    aborted.catch(() => {})
    sent.catch(() => {})
  }
}

/** Only codes and numbers: what a mail server says may repeat what it was sent. */
function describe(error: unknown): { error: string; whole: boolean } {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const responseCode = error instanceof Error && 'responseCode' in error ? error.responseCode : undefined
  const answered = typeof responseCode === 'number' ? ` (it answered with ${String(responseCode)})` : ''
  switch (code) {
    case 'EAUTH':
      return { error: `does not take user and password${answered}`, whole: true }
    case 'EENVELOPE':
      return { error: `does not take sender or recipient${answered}`, whole: true }
    case 'EMESSAGE':
      return { error: `does not take the message${answered}`, whole: false }
    case 'ETLS':
      return { error: 'offers no TLS that could be used; tls=off sends without', whole: true }
    default:
      return {
        error: `could not be reached${typeof code === 'string' ? ` (${code})` : ''}${answered}`,
        whole: true,
      }
  }
}

function htmlOf({ title, events, digest }: OutgoingMessage['content']): Html {
  const body =
    digest === undefined
      ? events.map(
          ({ title: heading, text, action }) =>
            html`${events.length > 1 && html`<h2 style="font-size:16px;margin:20px 0 4px">${heading}</h2>`}<p style="margin:4px 0">${text}</p>${action !== null && html`<p style="margin:4px 0">What to do: <code style="background:#f0f0f0;padding:2px 5px">${action}</code></p>`}`,
        )
      : markup(digest.html)
  return html`<!doctype html><html lang="en"><body style="font:15px/1.5 system-ui,sans-serif;color:#222;max-width:640px">
<h1 style="font-size:19px;margin:0 0 8px">${title}</h1>
${body}
<p style="color:#777;font-size:12px;margin-top:24px">airbnb-insights, on a machine of yours</p>
</body></html>`
}
