import type { MetricColumn } from 'insights-transform'
import type { AnyMetricRow } from './metric-columns.ts'

/** What COPY's text format writes otherwise than it is. */
const UNESCAPED: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

/** What is a number; all else stays text. */
const NUMERIC: ReadonlySet<MetricColumn['type']> = new Set(['integer', 'number'])

/** Rows at a time: so few that most are gone before they are in the way of a collection. */
const BATCH = 100

/**
 * Reads what `COPY … TO STDOUT` sends: a line for each row, its cells between tabs. Gives
 * batches as they arrive.
 *
 * That costs half of what the rows of a cursor do, of which the driver makes a message, a buffer and a string for each
 * cell.
 */
export async function* copiedRows(
  pieces: AsyncIterable<Uint8Array>,
  columns: readonly MetricColumn[],
): AsyncGenerator<readonly AnyMetricRow[], void, undefined> {
  const decoder = new TextDecoder()
  const names = columns.map(({ name }) => name)
  const numeric = columns.map(({ type }) => NUMERIC.has(type))
  // Rows that begin as copies of one are of one shape, which makes them quick to read.
  const empty: Record<string, string | number | null> = Object.fromEntries(
    names.map((name): [string, null] => [name, null]),
  )
  const rowOf = (line: string): AnyMetricRow => {
    const row = { ...empty }
    let column = 0
    let start = 0
    for (const name of names) {
      const tab = line.indexOf('\t', start)
      const text = tab < 0 ? line.slice(start) : line.slice(start, tab)
      if (text !== '\\N') row[name] = numeric[column] === true ? Number(text) : unescaped(text)
      start = tab + 1
      column += 1
    }
    return row
  }
  let begun = ''
  for await (const piece of pieces) {
    const text = begun + decoder.decode(piece, { stream: true })
    const lines = text.split('\n')
    begun = lines.pop() ?? ''
    for (let first = 0; first < lines.length; first += BATCH) {
      yield lines.slice(first, first + BATCH).map(rowOf)
    }
  }
}

function unescaped(text: string): string {
  return text.includes('\\')
    ? text.replace(/\\(.)/g, (_, letter: string) => UNESCAPED[letter] ?? letter)
    : text
}
