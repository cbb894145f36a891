import type { AccountMetric, StoredMetric } from 'insights-store-timescale'
import { type CalendarDate, METRIC_REGISTRY, type MetricPage, metricNamed } from 'insights-transform'
import { METRIC_MEANINGS } from 'insights-transform/descriptions'
import type { MetricChoice } from '../config/metric-choice.ts'
import { withColumnsTogether } from '../sync/metric-outlook.ts'
import type { WindowOptions } from '../sync/planned-listing.ts'
import { type MetricCost, metricCost } from './metric-cost.ts'

/** A metric that an account's API refuses. */
export interface Refusal {
  readonly accountId: string
  readonly refusedOn: CalendarDate
  readonly refusal: string | null
}

/** One metric, as `metrics list` has it. */
export interface CatalogueEntry extends MetricCost {
  readonly metric: string
  /** The page that it stands on; null where it is not known. */
  readonly page: MetricPage | null
  /** What the page calls it; null where it is not known. */
  readonly label: string | null
  /** What its numbers are, in words; null where nobody knows. */
  readonly meaning: string | null
  /** The metric whose answers carry it along; null where it is asked for by itself, or not known. */
  readonly carriedBy: string | null
  /** On every how manieth day it is asked for by the present setting, also as carried along; null where it is not. */
  readonly everyDays: number | null
  readonly refusals: readonly Refusal[]
  /** What is stored of it, table by table. */
  readonly stored: readonly StoredMetric[]
}

/** What the catalogue is made of. */
interface CatalogueSources {
  readonly choice: MetricChoice
  readonly windows: Omit<WindowOptions, 'scrapeDay'>
  readonly stored: readonly StoredMetric[]
  /** What is known of the metrics of each account. */
  readonly accounts: readonly { readonly accountId: string; readonly metrics: readonly AccountMetric[] }[]
}

/** Every metric that is known, in the registry's order, and behind them those that are stored all the same, by name. */
export function metricCatalogue({ choice, windows, stored, accounts }: CatalogueSources): CatalogueEntry[] {
  const often = new Map<string, number>(
    withColumnsTogether(choice).map(({ metric, everyDays }) => [metric, everyDays]),
  )
  const storedOf = Map.groupBy(stored, ({ metric }) => metric)
  const known = METRIC_REGISTRY.map((metric): CatalogueEntry => {
    const { name, page, label } = metric
    const carriedBy = 'carriedBy' in metric ? metric.carriedBy : null
    const everyDays = often.get(carriedBy ?? name) ?? null
    const cost = carriedBy === null ? metricCost(everyDays ?? 1, windows) : NO_COST
    return {
      metric: name,
      page,
      label,
      meaning: METRIC_MEANINGS[name] ?? null,
      carriedBy,
      everyDays,
      ...cost,
      refusals: refusalsOf(name, accounts),
      stored: storedOf.get(name) ?? [],
    }
  })
  const unknown = [...storedOf]
    .filter(([metric]) => metricNamed(metric) === undefined)
    .map(([metric, rows]): CatalogueEntry => ({ ...UNKNOWN, metric, stored: rows }))
    .toSorted((one, other) => (one.metric < other.metric ? -1 : 1))
  return [...known, ...unknown]
}

/** What comes along costs nothing. */
const NO_COST: MetricCost = { requestsPerDay: 0, requestsAtFirst: 0 }

const UNKNOWN = {
  page: null,
  label: null,
  meaning: null,
  carriedBy: null,
  everyDays: null,
  ...NO_COST,
  refusals: [],
} as const

function refusalsOf(name: string, accounts: CatalogueSources['accounts']): Refusal[] {
  return accounts.flatMap(({ accountId, metrics }) =>
    metrics.flatMap(({ metric, refusedOn, refusal }) =>
      metric === name && refusedOn !== null ? [{ accountId, refusedOn, refusal }] : [],
    ),
  )
}

/** What is stored of a metric, whichever tables hold it. */
export interface StoredSummary {
  readonly listings: number
  readonly rows: number
  readonly firstNight: CalendarDate
  readonly lastNight: CalendarDate
  readonly lastReadOn: CalendarDate
}

/** What is stored of a metric in all tables; null where nothing is. */
export function storedSummary({ stored }: Pick<CatalogueEntry, 'stored'>): StoredSummary | null {
  const [first, ...others] = stored
  if (first === undefined) return null
  return others.reduce<StoredSummary>(
    (sum, one) => ({
      // The same listings, mostly: nobody knows which ones a table alone has.
      listings: Math.max(sum.listings, one.listings),
      rows: sum.rows + one.rows,
      firstNight: sum.firstNight < one.firstNight ? sum.firstNight : one.firstNight,
      lastNight: sum.lastNight > one.lastNight ? sum.lastNight : one.lastNight,
      lastReadOn: sum.lastReadOn > one.lastReadOn ? sum.lastReadOn : one.lastReadOn,
    }),
    first,
  )
}
