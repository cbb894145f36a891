import { escapeHtml, htmlPage } from './html-page.ts'

/** The page that asks who somebody is; after a refusal it says so and keeps the address. */
export function signInPage({
  refused = false,
  email = '',
}: {
  refused?: boolean
  email?: string
} = {}): string {
  return htmlPage(
    'Log In / Sign Up - Airbnb',
    `<h1>Log in</h1>
${refused ? '<p role="alert">The e-mail address or the password is not right. Try again.</p>' : ''}
<form action="/login" method="post">
<label for="email">E-mail</label>
<input id="email" name="email" type="email" autocomplete="username" value="${escapeHtml(email)}" required>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button type="submit">Log in</button>
</form>`,
  )
}

/** The page that asks for the code of a second factor. */
export function secondFactorPage({ refused = false }: { refused?: boolean } = {}): string {
  return htmlPage(
    'Confirm it’s you - Airbnb',
    `<h1>Confirm it’s you</h1>
${refused ? '<p role="alert">That code is not right. Try again.</p>' : '<p>We sent a code of six digits to your phone.</p>'}
<form action="/login/code" method="post">
<label for="code">Code</label>
<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" required>
<button type="submit">Continue</button>
</form>`,
  )
}

/** The front page, where a sign-in ends. */
export function homePage(signedIn: boolean): string {
  const body = signedIn
    ? '<h1>Welcome back</h1>\n<p><a href="/performance/conversion">Performance</a></p>'
    : '<h1>Welcome</h1>\n<p><a href="/login">Log in</a></p>'
  return htmlPage('Airbnb', body)
}
