import { readersLocale } from '../../../output/readers-locale.ts'
import { type Html, html } from '../../../report/markup/html.ts'
import { HATCHING } from '../../../report/page/page.ts'
import { TOKEN_FIELD } from '../forms/check-form.ts'
import type { Visitor } from '../forms/visitor.ts'
import { SCRIPT, STYLE } from './assets.ts'

/** What a page shows. */
export interface PageContent {
  /** As the browser's tab calls it. */
  readonly title: string
  /** Which of the bar's places it is; null for none. */
  readonly place: '/pages' | '/pages/add-account' | '/pages/status' | null
  readonly body: Html
  /** Whether it is loaded again every few seconds where no script follows it. @defaultValue false */
  readonly isMoving?: boolean
}

/** Who looks, and what goes into each form. */
export interface PageReader extends Visitor {
  readonly formToken: string
}

/**
 * What a page may do: load its own style sheet and script, ask this service, send forms to it. The scripts that run are
 * this service's files alone, whatever a listing is called.
 */
export const PAGES_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; " +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

const RELOAD_SECONDS = 4

/** A whole page around its content. */
export function pageFrame({ title, place, body, isMoving = false }: PageContent, reader: PageReader): string {
  return html`<!doctype html>
<html lang="en" data-locale="${readersLocale()}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Airbnb insights</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${STYLE.path}">
<script src="${SCRIPT.path}" defer></script>
${isMoving && html`<noscript><meta http-equiv="refresh" content="${RELOAD_SECONDS}"></noscript>`}
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
${HATCHING}
<header class="bar"><div>
<a class="brand" href="/pages">Airbnb insights</a>
${reader.isSignedIn && html`<nav aria-label="Pages"><ul>${placesFor(reader).map(([path, name]) => html`<li><a href="${path}"${path === place && html` aria-current="page"`}>${name}</a></li>`)}</ul></nav>`}
${reader.isSignedIn && reader.signsIn && postForm('/pages/sign-out', reader, html`<button class="quiet">Sign out</button>`)}
</div></header>
<main id="content" tabindex="-1">
${body}
</main>
</body>
</html>
`.toString()
}

function placesFor({ mayChange }: PageReader): (readonly [path: string, name: string])[] {
  return [
    ['/pages', 'Overview'],
    ...(mayChange ? ([['/pages/add-account', 'Add an account']] as const) : []),
    ['/pages/status', 'Status'],
    ['/docs', 'API'],
  ]
}

/** A form that changes something, with what shows that it is one of these pages'. */
export function postForm(action: string, { formToken }: Pick<PageReader, 'formToken'>, content: Html): Html {
  return html`<form method="post" action="${action}"><input type="hidden" name="${TOKEN_FIELD}" value="${formToken}">${content}</form>`
}
