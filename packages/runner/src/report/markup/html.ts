/** Markup that may go into the page as it is: only {@link html} and {@link markup} make it. */
export class Html {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  toString(): string {
    return this.#text
  }
}

/** What a template takes: text and numbers are escaped, markup is not, nothing is nothing. */
type HtmlValue = Html | string | number | null | undefined | false | readonly HtmlValue[]

const ESCAPED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** A template whose values cannot become markup: between tags and inside quoted attributes. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(String.raw({ raw: strings }, ...values.map(textOf)))
}

/** Markup that a library has made, such as an SVG, and whose texts it has escaped. */
export function markup(text: string): Html {
  return new Html(text)
}

function textOf(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return ''
  if (value instanceof Html) return value.toString()
  if (typeof value === 'string') return value.replaceAll(/[&<>"']/g, (character) => ESCAPED[character] ?? '')
  if (typeof value === 'number') return String(value)
  return value.map(textOf).join('')
}
