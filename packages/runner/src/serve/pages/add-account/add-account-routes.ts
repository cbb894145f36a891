import { isInvalidCredentialsError } from 'airbnb-insights-client'
import { type CopiedSessions, sessionsFromCopied } from 'airbnb-insights-client/credentials'
import { ACCOUNT_NAME } from '../../../accounts/account-name.ts'
import { browserOfAccount } from '../../../accounts/browser-of-account.ts'
import { type GivenSession, sessionInput } from '../../../accounts/session-input.ts'
import type { HttpServer } from '../../http/http-server.ts'
import { COPIED_LIMIT } from '../../http/schemas/account.ts'
import { fieldOf } from '../forms/check-form.ts'
import { visitorOf } from '../forms/visitor.ts'
import type { PagesContext } from '../frame/pages-context.ts'
import { accountPath, runPath } from '../frame/paths.ts'
import { sendPage } from '../frame/send-page.ts'
import { type FoundSession, foundPage, pastePage } from './add-account-page.ts'
import { openSessions, sealSessions } from './sealed-sessions.ts'

/** In a form each character of what was copied takes up to three. */
const BODY_LIMIT = 3 * COPIED_LIMIT

/** Adding accounts and renewing their sessions, in two steps: what is in a paste, and storing it. */
export function addAccountForms(app: HttpServer, context: PagesContext): void {
  const { store, secrets, hider, today } = context
  const now = context.now ?? (() => new Date())

  app.get(
    '/pages/add-account',
    { config: { access: 'admin', page: true }, schema: { hide: true } },
    async (request, reply) => await sendPage(request, reply, secrets, (reader) => pastePage(reader, null)),
  )

  app.post(
    '/pages/add-account',
    { config: { page: true }, bodyLimit: BODY_LIMIT, schema: { hide: true } },
    async (request, reply) => {
      const refuse = async (why: string) =>
        await sendPage(request, reply.code(400), secrets, (reader) => pastePage(reader, why))
      const found = sessionsIn(fieldOf(request.body, 'copied') ?? '')
      if (typeof found === 'string') return await refuse(found)
      const hidden = found.sessions.map(({ cookie }) => hider.holdCookie(cookie))
      try {
        const sessions: FoundSession[] = []
        for (const session of found.sessions) {
          const account = await store.accounts.get(session.accountId)
          const isWhole = session.clientVersion !== null && session.userAgent !== null
          if (!isWhole && (await browserOfAccount(store, session.accountId)) === undefined) {
            return await refuse(
              'That does not say which browser it is of, and no account is known yet. Copy a whole request, as cURL for example.',
            )
          }
          sessions.push({ session, account })
        }
        const visitor = visitorOf(request).name ?? ''
        const sealed = sealSessions(found.sessions, visitor, { secrets, now: now() })
        return await sendPage(request, reply, secrets, (reader) =>
          foundPage({ sessions, leftOut: found.leftOut, sealed }, reader),
        )
      } finally {
        for (const cookie of hidden) cookie[Symbol.dispose]()
      }
    },
  )

  app.post(
    '/pages/add-account/store',
    { config: { page: true }, schema: { hide: true } },
    async (request, reply) => {
      const visitor = visitorOf(request).name ?? ''
      const { body } = request
      const sessions = openSessions(fieldOf(body, 'sealed') ?? '', visitor, { secrets, now: now() })
      if (sessions === undefined) {
        return await sendPage(request, reply.code(400), secrets, (reader) =>
          pastePage(
            reader,
            'Too much time has passed since you pasted it. Nothing was stored: paste it again.',
          ),
        )
      }
      const taken = sessions.filter(({ accountId }) => fieldOf(body, `take_${accountId}`) !== undefined)
      const [first] = taken
      if (first === undefined) return await reply.redirect('/pages/add-account', 303)
      for (const session of taken) await storeSession(session, fieldOf(body, `name_${session.accountId}`))
      if (fieldOf(body, 'sync') === undefined) {
        return await reply.redirect(taken.length === 1 ? accountPath(first.accountId) : '/pages', 303)
      }
      const asked = await store.runs.request({ accountId: first.accountId, scrapeDay: today(), full: false })
      return await reply.redirect(
        asked.run === null ? accountPath(first.accountId) : runPath(asked.run.runId),
        303,
      )
    },
  )

  async function storeSession(session: GivenSession, name: string | undefined): Promise<void> {
    using _ = hider.holdCookie(session.cookie)
    const given = (name ?? '').trim()
    const input = await sessionInput(store, session)
    await store.accounts.upsert({ ...input, ...(ACCOUNT_NAME.test(given) && { name: given }) })
  }
}

/** What is in a paste; a sentence where nothing can be used. */
function sessionsIn(copied: string): CopiedSessions | string {
  try {
    return sessionsFromCopied(copied)
  } catch (error) {
    if (isInvalidCredentialsError(error)) return `${error.message}. Nothing was stored.`
    throw error
  }
}
