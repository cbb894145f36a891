import type { FastifyReply, FastifyRequest } from 'fastify'
import { SESSION_COOKIE } from '../http/auth/browser-sessions.ts'
import { ApiError } from '../http/errors/api-error.ts'
import type { HttpServer } from '../http/http-server.ts'
import { addAccountPages } from './account/account-routes.ts'
import { addAccountForms } from './add-account/add-account-routes.ts'
import { strangersForm } from './forms/check-form.ts'
import { addUrlencodedBodies } from './forms/urlencoded-bodies.ts'
import { cookieText } from './forms/visitor.ts'
import { addAssets } from './frame/assets.ts'
import { pageErrorHandler } from './frame/page-error.ts'
import { PAGES_POLICY } from './frame/page-frame.ts'
import type { PagesContext } from './frame/pages-context.ts'
import { addOverviewPage } from './overview/overview-route.ts'
import { addRunPages } from './run/run-routes.ts'
import { addSignInRoutes } from './sign-in/sign-in-routes.ts'
import { addStatusPage } from './status/status-route.ts'

/** Adds the pages of the service: for people with a browser, beside the API for programs. */
export async function addPages(app: HttpServer, context: PagesContext): Promise<void> {
  await app.register(async (pages: HttpServer) => {
    pages.addHook('onRequest', (_request, reply, done) => {
      // Forms are told by where they come from: of an own page's the browser says so only under this policy.
      reply.header('content-security-policy', PAGES_POLICY).header('referrer-policy', 'same-origin')
      done()
    })
    pages.addHook('preHandler', (request, reply, done) => {
      // Before what a route sets itself: signing out has the last word.
      keepSignedIn(request, reply, context)
      done()
    })
    pages.addHook('preValidation', (request, _reply, done) => {
      const isForm = request.method === 'POST'
      const refusal = isForm ? strangersForm(request, context.secrets) : null
      done(refusal === null ? undefined : new ApiError('forbidden', refusal, { details: { form: true } }))
    })
    pages.setErrorHandler(pageErrorHandler(context.secrets))
    addUrlencodedBodies(pages)
    addAssets(pages)
    addSignInRoutes(pages, context)
    addOverviewPage(pages, context)
    addAccountPages(pages, context)
    addRunPages(pages, context)
    addAccountForms(pages, context)
    addStatusPage(pages, context)
    pages.get('/pages/*', { config: { access: 'open', page: true }, schema: { hide: true } }, () => {
      throw new ApiError('not_found', 'There is nothing at this address.')
    })
  })
}

/** A browser in use stays signed in: it is given a newer cookie before its own runs out. */
function keepSignedIn(request: FastifyRequest, reply: FastifyReply, { sessions }: PagesContext): void {
  const { browserSession } = request
  const cookie = browserSession === null ? null : sessions?.renew(browserSession)
  if (!cookie) return
  reply.header('set-cookie', cookieText(SESSION_COOKIE, cookie.value, request, cookie.maxAgeSeconds))
}
