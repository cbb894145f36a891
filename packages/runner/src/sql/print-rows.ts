import type { SqlColumn, SqlRow } from 'insights-store-timescale'
import type { CliContext } from '../cli/cli-context.ts'
import { csvHeader, csvLines } from '../export/csv-lines.ts'
import type { Output } from '../output/output.ts'
import type { SqlFormat } from './sql-request.ts'
import { isFloat, isNumeric, jsonValue } from './value-types.ts'

/** Prints the rows of one statement as they come. */
export interface RowPrinter {
  /** Gives false where nobody reads any more. */
  take(rows: readonly SqlRow[], columns: readonly SqlColumn[]): Promise<boolean>
  /** Prints what is left. */
  end(): Promise<void>
}

/** The printer of a format. */
export function rowPrinter(
  format: SqlFormat,
  { output, context }: { readonly output: Output; readonly context: Pick<CliContext, 'stdout'> },
): RowPrinter {
  let readerGone = false
  context.stdout.once('error', () => {
    readerGone = true
  })
  const write = async (text: string): Promise<boolean> => {
    // As text, so that the redactor sees it.
    await new Promise<void>((resolve) => context.stdout.write(text, () => resolve()))
    return !readerGone
  }
  if (format === 'table') return tablePrinter(output)
  if (format === 'csv') return csvPrinter(write)
  return jsonPrinter(write, format)
}

function tablePrinter(output: Output): RowPrinter {
  const all: SqlRow[] = []
  let shown: readonly SqlColumn[] | undefined
  return {
    async take(rows, columns) {
      shown ??= columns
      all.push(...rows)
      return true
    },
    async end() {
      if (shown === undefined) return
      await output.table(
        all,
        shown.map(({ name, type }, index) => ({
          heading: name,
          text: (row: SqlRow) => row[index] ?? 'NULL',
          tone: (row: SqlRow) => (row[index] === null ? ('quiet' as const) : undefined),
          align: isNumeric(type) ? ('right' as const) : ('left' as const),
          shrinks: !isNumeric(type) && !name.endsWith('_id'),
        })),
      )
    },
  }
}

/** Two columns of one name are two. */
const keysOf = (columns: readonly SqlColumn[]): readonly string[] => columns.map((_, index) => String(index))

function csvPrinter(write: (text: string) => Promise<boolean>): RowPrinter {
  let hasBegun = false
  return {
    async take(rows, columns) {
      let isRead = true
      if (!hasBegun) isRead = await write(csvHeader(columns.map(({ name }) => quotedHeading(name))))
      hasBegun = true
      const cells = rows.map((row) =>
        Object.fromEntries(
          row.map((value, index) => [String(index), cellOf(value, columns[index]?.type ?? 0)]),
        ),
      )
      return cells.length > 0 ? await write(csvLines(keysOf(columns), cells)) : isRead
    },
    end: async () => {},
  }
}

const quotedHeading = (name: string): string =>
  /^[\w ]+$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`

/** Of a number that is rounded anyway its sign is no formula's. */
function cellOf(value: string | null, type: number): string | number | null {
  return value !== null && isFloat(type) && Number.isFinite(Number(value)) ? Number(value) : value
}

function jsonPrinter(write: (text: string) => Promise<boolean>, format: 'json' | 'ndjson'): RowPrinter {
  let printed = 0
  return {
    async take(rows, columns) {
      const keys = columns.map(({ name }) => JSON.stringify(name))
      const objects = rows.map(
        (row) =>
          `{${row.map((value, index) => `${keys[index] ?? ''}:${jsonValue(value, columns[index]?.type ?? 0)}`).join(',')}}`,
      )
      if (objects.length === 0) return true
      const before = format === 'ndjson' ? '' : printed === 0 ? '[\n' : ',\n'
      printed += objects.length
      return await write(format === 'ndjson' ? `${objects.join('\n')}\n` : before + objects.join(',\n'))
    },
    async end() {
      if (format === 'json') await write(printed === 0 ? '[]\n' : '\n]\n')
    },
  }
}
