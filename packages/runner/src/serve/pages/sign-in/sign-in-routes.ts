import { z } from 'zod'
import { type Html, html } from '../../../report/markup/html.ts'
import { SESSION_COOKIE } from '../../http/auth/browser-sessions.ts'
import type { HttpServer } from '../../http/http-server.ts'
import { fieldOf } from '../forms/check-form.ts'
import { cookieText } from '../forms/visitor.ts'
import { type PageReader, postForm } from '../frame/page-frame.ts'
import type { PagesContext } from '../frame/pages-context.ts'
import { isPagePath } from '../frame/paths.ts'
import { sendPage } from '../frame/send-page.ts'

/** Keys cannot be guessed; whoever tries is slowed down all the same. */
const TRIES_A_MINUTE = 10

/** Signing in with an API key, and out again. */
export function addSignInRoutes(app: HttpServer, { sessions, secrets }: PagesContext): void {
  const schema = { hide: true, querystring: z.object({ to: z.string().optional() }) }

  app.get('/pages/sign-in', { config: { access: 'open', page: true }, schema }, async (request, reply) => {
    const to = placeFrom(request.query.to)
    if (request.caller !== null) return await reply.redirect(to, 303)
    return await sendPage(request, reply, secrets, (reader) => signInPage(reader, to, null))
  })

  app.post(
    '/pages/sign-in',
    {
      config: { access: 'open', page: true, rateLimit: { max: TRIES_A_MINUTE, timeWindow: 60_000 } },
      schema: { hide: true },
    },
    async (request, reply) => {
      const to = placeFrom(fieldOf(request.body, 'to'))
      const cookie = sessions?.open((fieldOf(request.body, 'key') ?? '').trim()) ?? null
      if (sessions === null) return await reply.redirect(to, 303)
      if (cookie === null) {
        return await sendPage(request, reply.code(401), secrets, (reader) =>
          signInPage(reader, to, 'The service does not know this key.'),
        )
      }
      return await reply
        .header('set-cookie', cookieText(SESSION_COOKIE, cookie.value, request, cookie.maxAgeSeconds))
        .redirect(to, 303)
    },
  )

  app.post(
    '/pages/sign-out',
    { config: { access: 'read', page: true }, schema: { hide: true } },
    async (request, reply) => {
      if (request.browserSession !== null) sessions?.end(request.browserSession)
      return await reply
        .header('set-cookie', cookieText(SESSION_COOKIE, '', request, 0))
        .redirect('/pages/sign-in', 303)
    },
  )
}

const placeFrom = (given: string | undefined): string =>
  given !== undefined && isPagePath(given) ? given : '/pages'

function signInPage(reader: PageReader, to: string, refusal: string | null) {
  // Who keeps passwords keeps them by name.
  const form: Html = html`<input type="hidden" name="to" value="${to}">
<input type="text" name="username" value="airbnb-insights" autocomplete="username" hidden>
<label for="key">API key</label>
<p class="hint" id="key-hint">One of the service’s keys, without its scope: of <code>admin:…</code> what is behind the colon. With a key of the scope <code>read</code> you see everything and change nothing.</p>
<input type="password" id="key" name="key" autocomplete="current-password" required maxlength="1024" aria-describedby="key-hint${refusal !== null && ' key-refusal'}"${refusal !== null && html` aria-invalid="true"`} autofocus>
${refusal !== null && html`<p class="ill" id="key-refusal" role="alert">${refusal}</p>`}
<p class="actions"><button>Sign in</button></p>`
  return {
    title: 'Sign in',
    place: null,
    body: html`<h1>Sign in</h1>
${postForm('/pages/sign-in', reader, form)}`,
  }
}
