import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { type Html, html } from '../../../report/markup/html.ts'
import { answerFor } from '../../http/errors/answer-for.ts'
import type { ApiError } from '../../http/errors/api-error.ts'
import type { ErrorCode } from '../../http/errors/error-codes.ts'
import { logAnswer, readToItsEnd } from '../../http/errors/error-handler.ts'
import type { PageSecrets } from '../forms/page-secrets.ts'
import { accountPath, runPath, signInPath } from './paths.ts'
import { sendPage } from './send-page.ts'

/** What the API says to programs, for whoever pressed a button. */
const WORDS: Partial<Record<ErrorCode, string>> = {
  account_inactive: 'This account is disabled, so it is not synced. Enable it first.',
  credentials_expired: 'Airbnb has ended this account’s session. Give the account a new one first.',
  retries_spent:
    'This sync was tried as often as is polite today. Its page has a button that tries it all the same.',
  run_in_progress: 'A sync of this account is waiting or under way already.',
  forbidden: 'The key that you signed in with is for reading only.',
  unauthorized: 'You are not signed in any more. Nothing was changed.',
  encryption_key_required:
    'The service has no key to encrypt a session with, so that nothing was stored. Set CREDENTIAL_KEYS (see the documentation) and start it again.',
  payload_too_large:
    'That is more than the service takes at once. Copy one request instead of a whole recording.',
  not_found: 'There is nothing at this address.',
}

/** Answers whatever goes wrong with a page by a page. Whoever is not signed in is asked to, and led on from there. */
export function pageErrorHandler(secrets: PageSecrets) {
  return async (
    error: FastifyError | Error,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply> => {
    const answer = answerFor(error)
    logAnswer(answer, error, request)
    if (answer.code === 'payload_too_large') readToItsEnd(request, reply)
    const { 'www-authenticate': _, ...headers } = { ...answer.headers }
    if (answer.code === 'unauthorized' && request.method === 'GET') {
      return await reply.redirect(signInPath(request.url), 303)
    }
    return await sendPage(request, reply.code(answer.statusCode).headers(headers), secrets, () => ({
      title: 'That did not work',
      place: null,
      body: html`<h1>That did not work</h1>
<p class="told" role="alert">${wordsOf(answer)}</p>
${waysOn(answer)}
<p class="note">${answer.statusCode >= 500 && `The service’s log says more, under the request id ${request.id}.`}</p>`,
    }))
  }
}

function wordsOf({ code, message, details }: ApiError): string {
  return details['form'] === true
    ? `${message} Nothing was changed: load the page again and send it anew.`
    : (WORDS[code] ?? message)
}

function waysOn({ code, details }: ApiError): Html {
  const { run_id: runId, account_id: accountId } = details
  const ways: (readonly [path: string, text: string])[] = []
  if (typeof runId === 'string') ways.push([runPath(runId), 'Look at that sync'])
  if (typeof accountId === 'string') ways.push([accountPath(accountId), 'Look at the account'])
  if (code === 'credentials_expired') ways.push(['/pages/add-account', 'Give it a new session'])
  if (code === 'unauthorized') ways.push(['/pages/sign-in', 'Sign in'])
  if (code === 'database_unavailable') ways.push(['/pages/status', 'Look at the status'])
  ways.push(['/pages', 'To the overview'])
  return html`<p class="actions">${ways.map(([path, text]) => html`<a class="button quiet" href="${path}">${text}</a>`)}</p>`
}
