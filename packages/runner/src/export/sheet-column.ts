import {
  changeCells,
  dailyCells,
  METRIC_REGISTRY,
  type Metric,
  type MetricColumn,
  metricNamed,
  windowCells,
} from 'insights-transform'
import { cellText } from './cell-text.ts'
import type { ExportRow } from './export-row.ts'

/** How the cells of a workbook look, by their number in `styles.xml`. */
export const STYLES = { general: 0, head: 1, text: 2, day: 3, percent: 4, count: 5, prose: 6 } as const

/** A column of a sheet: its letters, how wide it is, and how a row's value is written. */
export interface SheetColumn {
  readonly name: string
  readonly letters: string
  /** In characters. */
  readonly width: number
  readonly style: number
  /** Whether its cells are texts, of which some look like numbers. */
  readonly isText: boolean
  /** The cell's XML, whose attribute `r` it begins after: a row gives its number. Nothing where there is no value. */
  readonly cell: (value: ExportRow[string], row: ExportRow, rowNumber: number) => string
}

const METRICS: readonly Metric[] = METRIC_REGISTRY

/** The columns that hold fractions. */
const RATES: ReadonlySet<string> = new Set(
  METRICS.filter(({ kind }) => kind === 'rate').flatMap((metric) =>
    [dailyCells(metric, 'your'), dailyCells(metric, 'similar'), windowCells(metric), changeCells(metric)].map(
      ({ value }) => value,
    ),
  ),
)

/** The columns of numbers whose row says what they are. */
const OF_ANY_METRIC: ReadonlySet<string> = new Set(['value', 'value_change'])

/** What Airbnb's page shows where there is no value, in a column of texts that stand beside numbers. */
const NO_VALUE = '-'
const SHOWN_TEXT = /_string$/

const STYLE_OF_TYPE: Readonly<Record<MetricColumn['type'], number>> = {
  text: STYLES.text,
  date: STYLES.day,
  integer: STYLES.count,
  number: STYLES.general,
}

/** Characters that the longest usual value has. */
const WIDTHS: Readonly<Record<MetricColumn['type'], number>> = { text: 12, date: 11, integer: 9, number: 9 }
const WIDTHS_BY_NAME: Readonly<Record<string, number>> = {
  airbnb_listing_id: 21,
  airbnb_internal_name: 34,
  metric: 34,
}

/** Room for the button of the filter beside a column's name. */
const FILTER_BUTTON = 4

/** How a column is written; `at` is its place, from 0. */
export function sheetColumn({ name, type }: MetricColumn, at: number): SheetColumn {
  const style = RATES.has(name) ? STYLES.percent : STYLE_OF_TYPE[type]
  const letters = lettersOf(at)
  return {
    name,
    letters,
    width: Math.max(name.length + FILTER_BUTTON, WIDTHS_BY_NAME[name] ?? WIDTHS[type]),
    style,
    isText: type === 'text',
    cell:
      type === 'text'
        ? textCells(name, letters)
        : type === 'date'
          ? dayCells(letters)
          : numberCells(name, letters, style),
  }
}

/** `A` for 0, `AA` for 26. */
export function lettersOf(at: number): string {
  const last = String.fromCharCode(65 + (at % 26))
  return at < 26 ? last : lettersOf(Math.floor(at / 26) - 1) + last
}

/** A cell with a text; it is no formula, whatever it begins with. */
export function textCell(reference: string, text: string, style: number): string {
  return `<c r="${reference}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${cellText(text)}</t></is></c>`
}

function textCells(name: string, letters: string): SheetColumn['cell'] {
  const isShown = SHOWN_TEXT.test(name)
  // From row to row much stays the same: whose it is, the listing and its name. That is looked at once.
  let known: ExportRow[string]
  let rest = ''
  return (value, _, rowNumber) => {
    if (value === null || value === undefined || (isShown && value === NO_VALUE)) return ''
    if (value !== known) {
      known = value
      rest = `" s="${STYLES.text}" t="inlineStr"><is><t xml:space="preserve">${cellText(String(value))}</t></is></c>`
    }
    return `<c r="${letters}${rowNumber}${rest}`
  }
}

const MS_PER_DAY = 86_400_000
const DAY_ZERO = Date.UTC(1899, 11, 30)

/** Before it, Excel counts a day that there was not. */
const FIRST_SERIAL = 61

function dayCells(letters: string): SheetColumn['cell'] {
  const serials = new Map<string, number>()
  return (value, _, rowNumber) => {
    if (value === null || value === undefined) return ''
    const day = String(value)
    let serial = serials.get(day)
    if (serial === undefined) {
      serial = (Date.parse(`${day}T00:00:00Z`) - DAY_ZERO) / MS_PER_DAY
      serials.set(day, serial)
    }
    return serial >= FIRST_SERIAL
      ? `<c r="${letters}${rowNumber}" s="${STYLES.day}"><v>${serial}</v></c>`
      : textCell(`${letters}${rowNumber}`, day, STYLES.text)
  }
}

function numberCells(name: string, letters: string, style: number): SheetColumn['cell'] {
  const styleOf = OF_ANY_METRIC.has(name) ? styleOfMetric : () => style
  return (value, row, rowNumber) => {
    if (value === null || value === undefined) return ''
    return Number.isFinite(value)
      ? `<c r="${letters}${rowNumber}" s="${styleOf(row)}"><v>${value}</v></c>`
      : textCell(`${letters}${rowNumber}`, String(value), STYLES.text)
  }
}

/** Where rows are of any metric: what the API says that the number is, or what is known of the metric. */
function styleOfMetric({ metric, value_type: type }: ExportRow): number {
  const isRate =
    typeof type === 'string'
      ? type.startsWith('PERCENT')
      : typeof metric === 'string' && metricNamed(metric)?.kind === 'rate'
  return isRate ? STYLES.percent : STYLES.general
}
