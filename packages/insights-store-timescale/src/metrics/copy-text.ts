import type { MetricColumn } from 'insights-transform'
import type { StorableCharacters } from '../connection/storable-characters.ts'
import type { AnyMetricRow } from './metric-columns.ts'

/** Rows rendered at once: large enough that streams cost nothing, small enough to hold in memory. */
const ROWS_PER_CHUNK = 2_000

// What COPY's text format takes for itself, and U+0000, which PostgreSQL cannot store.
// oxlint-disable-next-line no-control-regex
const SPECIAL = /[\\\t\n\r\0]/
// oxlint-disable-next-line no-control-regex
const EACH_SPECIAL = /[\\\t\n\r\0]/g
const ESCAPED: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\0': '\uFFFD',
}

const cellText = (cell: AnyMetricRow[string]): string => {
  if (cell === null || cell === undefined) return '\\N'
  if (typeof cell !== 'string') return String(cell)
  return SPECIAL.test(cell) ? cell.replaceAll(EACH_SPECIAL, (special) => ESCAPED[special] ?? special) : cell
}

/** Renders rows in COPY's text format, one large string for many rows: a stream per cell or row is slow. */
export function* copyText(
  rows: readonly AnyMetricRow[],
  columns: readonly MetricColumn[],
  storable: StorableCharacters | null = null,
): Generator<string> {
  const names = columns.map(({ name }) => name)
  for (let start = 0; start < rows.length; start += ROWS_PER_CHUNK) {
    let text = ''
    for (const row of rows.slice(start, start + ROWS_PER_CHUNK)) {
      let separator = ''
      for (const name of names) {
        text += separator + cellText(row[name])
        separator = '\t'
      }
      text += '\n'
    }
    yield storable?.text(text) ?? text
  }
}
