import { NO_VALUE } from 'insights-transform'

/**
 * What may be shown of a capture as it came. Only words that the API's own programmers make up, told by the form that
 * such words have in a place where nobody else writes, are in here; of everything else no more is shown than its form.
 */

/** How many digits a word may hold: more are an id, a date or a part of a key. */
const MOST_DIGITS = 4

/** Gives a text that may be shown, and null for every other. */
export type Word = (text: string) => string | null

/** Upper-case words such as `DAY` or `PIVOT_CHART_SECTION`. */
export const enumWord = word(40, /^[A-Z]{2,24}\d{0,2}(?:_(?:[A-Z]{1,24}\d{0,2}|\d{1,3}))*$/)

/** Names such as `p2_impressions_first_page_rate`, and the API's names of errors. */
export const metricWord = word(60, /^[a-z]{1,24}\d{0,2}(?:_(?:[a-z]{1,24}\d{0,2}|\d{1,3}[a-z]{0,2}))*$/)

/** Names of GraphQL types, such as `porygonLongWrapper`. */
export const typeWord = word(
  80,
  /^(?:[a-z]{2,24}(?:[A-Z]{1,4}[a-z]{1,24}\d{0,2}){1,12}|(?:[A-Z]{1,4}[a-z]{1,24}\d{0,2}){2,12})$/,
)

/** Keys of objects, such as `valueChange`. */
export const keyWord = word(
  60,
  /^_{0,2}[a-z]{1,24}\d{0,2}(?:(?:[A-Z]{1,4}[a-z]{0,24}|_[a-z]{1,24})\d{0,2}){0,8}$/,
)

/** Names of persisted queries, such as `ChartQuery`. */
export const operationWord = word(80, /^(?:[A-Z]{1,4}[a-z]{1,24}\d{0,2}){2,12}$/)

/** Names that the website's own parts have, such as `web-performance-dash-chart`. */
export const clientWord = word(80, /^[a-z]{1,24}(?:-[a-z]{1,24}){1,8}$/)

/** The hash of a persisted query, which is that of a text that all visitors' browsers hold. */
export const hashWord: Word = (text) => (/^[0-9a-f]{64}$/.test(text) ? text : null)

/** A code of ISO 4217. */
export const currencyWord: Word = (text) => (CURRENCIES.has(text) ? text : null)

/** What the page shows where there is no number. */
export const noValueWord: Word = (text) => (text === NO_VALUE ? text : null)

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))

function word(longest: number, form: RegExp): Word {
  return (text) => {
    const isOne =
      text.length <= longest && form.test(text) && text.replaceAll(/\D/g, '').length <= MOST_DIGITS
    return isOne ? text : null
  }
}
