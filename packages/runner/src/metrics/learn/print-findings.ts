import type { CaptureFindings, SeenName, SeenRange } from 'airbnb-insights-client/captures'
import { formatCount } from '../../output/format.ts'
import type { Output } from '../../output/output.ts'
import type { Tone } from '../../output/style.ts'
import type { Column } from '../../output/table.ts'

/** Prints what a capture says of the API, as tables for people. */
export async function printFindings(findings: CaptureFindings, output: Output): Promise<void> {
  const { requests, sections, valueTypes, comparisons, refusals } = findings
  await output.facts([
    [
      'Requests',
      `${formatCount(requests.all)}, of the Performance pages ${formatCount(requests.ofPerformance)}`,
    ],
    ['Answers', answersText(requests)],
    [
      'Sections',
      words(
        sections.map(({ type, componentName, ...rest }) => ({
          word: type ?? componentName ?? 'no name',
          ...rest,
        })),
      ),
    ],
    ['Value types', words(valueTypes)],
    ['Comparisons', words(comparisons)],
    ['Refusals', refusals.length === 0 ? undefined : refusals.map(refusalText).join(', ')],
  ])
  await table(output, 'Queries', queriesOf(findings), QUERIES)
  await table(output, 'Asked', findings.questions, QUESTIONS)
  await table(output, 'Metrics in answers', findings.metrics, METRICS)
  await table(output, 'Charts', findings.charts, CHARTS)
  await table(output, 'Wrappers of values', findings.wrappers, WRAPPERS)
  const { unknown } = findings
  if (unknown.length === 0)
    output.print(`\n${output.style('good', '✓')} Nothing in it is new to this version.`)
  else await table(output, `New to this version (${formatCount(unknown.length)})`, unknown, UNKNOWN)
}

async function table<Row>(
  output: Output,
  title: string,
  rows: readonly Row[],
  columns: readonly Column<Row>[],
): Promise<void> {
  if (rows.length === 0) return
  output.print(`\n${output.style('strong', title)}`)
  await output.table(rows, columns)
}

type Found<Key extends keyof CaptureFindings> = CaptureFindings[Key] extends readonly (infer One)[]
  ? One
  : never

interface QueryRow extends SeenName {
  readonly operation: string
  readonly methods: string
  readonly clientNames: string
}

/** A row for each hash of each operation. */
function queriesOf({ operations }: CaptureFindings): QueryRow[] {
  return operations.flatMap(({ operation, methods, hashes, clientNames, requests, isKnown }) => {
    const row = {
      operation,
      methods: methods.join(),
      clientNames: clientNames.map(({ name }) => name).join(),
    }
    const none: SeenName = { name: 'no hash', requests, isKnown }
    return (hashes.length === 0 ? [none] : hashes).map((hash) => ({ ...row, ...hash }))
  })
}

const marked = ({ isKnown }: { readonly isKnown: boolean }): string => (isKnown ? '' : 'new')
const tone = ({ isKnown }: { readonly isKnown: boolean }): Tone | undefined =>
  isKnown ? undefined : 'warning'
const NEW = { heading: '', text: marked, tone } as const

const QUERIES: readonly Column<QueryRow>[] = [
  { heading: 'QUERY', text: ({ operation }) => operation },
  { heading: 'HASH', text: ({ name }) => name, shrinks: true },
  { ...NEW },
  { heading: 'REQUESTS', text: ({ requests }) => requests, align: 'right' },
  { heading: 'METHOD', text: ({ methods }) => methods, yields: true },
  { heading: 'CLIENT NAME', text: ({ clientNames }) => clientNames, shrinks: true },
]

const QUESTIONS: readonly Column<Found<'questions'>>[] = [
  { heading: 'PAGE', text: ({ page }) => page },
  { heading: 'METRIC', text: ({ metric }) => metric },
  { ...NEW },
  { heading: 'QUERY', text: ({ operation }) => operation },
  { heading: 'COMPARED', text: ({ comparison }) => comparison },
  { heading: 'LISTINGS', text: ({ listings }) => rangeText(listings), align: 'right', yields: true },
  { heading: 'NIGHTS', text: ({ nights }) => rangeText(nights), align: 'right' },
  { heading: 'ANSWERS', text: ({ answers }) => answers, align: 'right' },
]

const KNOWLEDGE = { answers: '', name: 'first answer', nothing: 'new' } as const

const METRICS: readonly Column<Found<'metrics'>>[] = [
  { heading: 'METRIC', text: ({ metric }) => metric },
  {
    heading: '',
    text: ({ known }) => KNOWLEDGE[known],
    tone: ({ known }) => (known === 'answers' ? undefined : 'warning'),
  },
  { heading: 'ASKED WITH', text: ({ askedWith }) => list(askedWith), shrinks: true },
  { heading: 'PLACE', text: ({ places }) => list(places), shrinks: true, yields: true },
  { heading: 'TYPE', text: ({ valueTypes }) => list(valueTypes) },
  { heading: 'WRAPPER', text: ({ wrappers }) => list(wrappers), shrinks: true },
  { heading: 'CURRENCY', text: ({ currencies }) => list(currencies), yields: true },
  { heading: 'TIMES', text: ({ times }) => times, align: 'right' },
  { heading: 'NO VALUE', text: ({ withoutValue }) => withoutValue, align: 'right', yields: true },
]

const CHARTS: readonly Column<Found<'charts'>>[] = [
  { heading: 'GRANULARITY', text: ({ granularity }) => granularity },
  { ...NEW },
  { heading: 'COMPARED', text: ({ comparison }) => comparison },
  { heading: 'SERIES', text: ({ series }) => series, align: 'right' },
  { heading: 'NIGHTS', text: ({ nights }) => rangeText(nights), align: 'right' },
  { heading: 'POINTS', text: ({ points }) => rangeText(points), align: 'right' },
  { heading: 'DAYS APART', text: ({ stepDays }) => rangeText(stepDays), align: 'right' },
  { heading: 'STARTS ON', text: ({ startsOn }) => startsOn },
  { heading: 'CHARTS', text: ({ charts }) => charts, align: 'right' },
]

const WRAPPERS: readonly Column<Found<'wrappers'>>[] = [
  { heading: 'TYPE', text: ({ type }) => type },
  { heading: 'KEY', text: ({ key }) => key },
  { ...NEW },
  { heading: 'HOLDS', text: ({ holds }) => holds },
  { heading: 'TIMES', text: ({ times }) => times, align: 'right' },
]

const UNKNOWN: readonly Column<Found<'unknown'>>[] = [
  { heading: 'WHAT', text: ({ kind }) => kind, tone: () => 'warning' },
  { heading: 'NAME', text: ({ name }) => name },
  { heading: 'WHERE', text: ({ where }) => where, shrinks: true },
  { heading: 'WHAT IT IS', text: ({ what }) => what, shrinks: true },
  { heading: 'TIMES', text: ({ times }) => times, align: 'right' },
]

const list = (all: readonly string[]): string | null => (all.length === 0 ? null : all.join(', '))

function rangeText(range: SeenRange | null): string | null {
  if (range === null) return null
  return range.least === range.most ? String(range.least) : `${String(range.least)}–${String(range.most)}`
}

function words(seen: readonly { readonly word: string; readonly isKnown: boolean }[]): string | undefined {
  if (seen.length === 0) return undefined
  return seen.map(({ word, isKnown }) => (isKnown ? word : `${word} (new)`)).join(', ')
}

function answersText({ answers, withoutBody, notJson, refused }: CaptureFindings['requests']): string {
  const others = [
    [withoutBody, 'without a body'],
    [notJson, 'that are no JSON'],
    [refused, 'that refuse'],
  ] as const
  const told = others.filter(([times]) => times > 0).map(([times, what]) => `${formatCount(times)} ${what}`)
  return [`${formatCount(answers)} read`, ...told].join(', ')
}

function refusalText({ operation, status, errorType, errorClass, times }: Found<'refusals'>): string {
  const named = [status === null ? null : `HTTP ${String(status)}`, errorType, errorClass].filter(
    (one) => one !== null,
  )
  return `${operation}: ${named.join(' ') || 'no reason'} (${formatCount(times)})`
}
