import { formatInstant } from '../../../output/format.ts'
import { dateFormat, readersLocale } from '../../../output/readers-locale.ts'
import { type Html, html } from '../../../report/markup/html.ts'

/** An instant: in UTC and saying so, until the page's script writes it by the reader's own clock. */
export function instantText(instant: Date | null): Html {
  if (instant === null) return html`never`
  const locale = readersLocale()
  const text =
    locale === undefined
      ? formatInstant(instant)
      : `${dateFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(instant)} UTC`
  return html`<time datetime="${instant.toISOString()}">${text}</time>`
}
