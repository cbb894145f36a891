import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * The locale of whoever reads what is being written. Formats are called from a hundred places of pages and reports: to
 * hand a locale through all of them would be a parameter of every part of a page.
 */
const reader = new AsyncLocalStorage<string | undefined>()

/**
 * Writes numbers and days as a reader is used to them.
 *
 * @param locale - one that `Intl` knows; undefined for the one form that logs, files and reports have.
 */
export function writtenFor<Text>(locale: string | undefined, write: () => Text): Text {
  return reader.run(locale, write)
}

/** The locale to write for; undefined where the text is for nobody in particular. */
export function readersLocale(): string | undefined {
  return reader.getStore()
}

/** Locales are anybody's text: no more formats than this are kept. */
const KEPT = 500
const numbers = new Map<string, Intl.NumberFormat>()
const dates = new Map<string, Intl.DateTimeFormat>()

/** How numbers are written in a locale, with the digits of the words around them. */
export function numberFormat(locale: string, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  return remembered(
    numbers,
    locale,
    options,
    () => new Intl.NumberFormat(locale, { numberingSystem: 'latn', ...options }),
  )
}

/** How days and instants are written in a locale: in UTC and by the one calendar that nights have. */
export function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return remembered(
    dates,
    locale,
    options,
    () =>
      new Intl.DateTimeFormat(locale, {
        timeZone: 'UTC',
        calendar: 'gregory',
        numberingSystem: 'latn',
        ...options,
      }),
  )
}

function remembered<Format>(
  kept: Map<string, Format>,
  locale: string,
  options: object,
  make: () => Format,
): Format {
  const name = `${locale} ${JSON.stringify(options)}`
  const known = kept.get(name)
  if (known !== undefined) return known
  if (kept.size >= KEPT) kept.clear()
  const made = make()
  kept.set(name, made)
  return made
}
