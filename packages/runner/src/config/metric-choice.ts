import { ASKABLE_METRICS, type AskableMetric, metricNamed, STORED_METRICS } from 'insights-transform'
import { didYouMean } from './nearest-name.ts'

/** A metric that a sync asks for, and how often. */
export interface ChosenMetric {
  /** The API's name for it. */
  readonly metric: AskableMetric
  /** On every how manieth day it is asked for: 1 for each day, 7 for one day of seven; 90 at most. */
  readonly everyDays: number
}

/** The metrics that a sync asks for, each once. */
export type MetricChoice = readonly ChosenMetric[]

/** Days between two readings of a metric, at most. */
export const MOST_DAYS = 90

/** The metrics that fill every column, each day: what is asked for where nobody chose. */
export const DEFAULT_CHOICE: MetricChoice = STORED_METRICS.map((metric) => ({ metric, everyDays: 1 }))

/** A choice of metrics that is none. */
export class MetricChoiceError extends Error {
  override readonly name = 'MetricChoiceError'
}

/** Words that stand for several metrics, in lower case. */
const GROUPS: ReadonlyMap<string, readonly AskableMetric[]> = new Map([
  ['all', ASKABLE_METRICS],
  ['default', STORED_METRICS],
  ...['CONVERSION', 'OCCUPANCY', 'QUALITY'].map((page): [string, readonly AskableMetric[]] => [
    page.toLowerCase(),
    ASKABLE_METRICS.filter((name) => metricNamed(name)?.page === page),
  ]),
])

/** What may be chosen, in words. */
export const METRIC_CHOICES = `default, all, CONVERSION, OCCUPANCY, QUALITY, ${ASKABLE_METRICS.join(', ')}`

/**
 * Reads a choice of metrics as people write it: names, pages (`OCCUPANCY`), `default` and `all`, separated by commas, each
 * with `:n` behind it where it is to be asked for on one day of n. Of a metric that is named twice, the later one counts.
 *
 * @returns the metrics in the registry's order.
 * @throws MetricChoiceError that says which entry is none, and what was likely meant.
 */
export function parseMetricChoice(text: string): MetricChoice {
  const everyDays = new Map<AskableMetric, number>()
  const entries = text.split(',').filter((entry) => entry.trim() !== '')
  if (entries.length === 0) throw new MetricChoiceError('it names no metric')
  for (const entry of entries) {
    const [name = '', days, ...rest] = entry.split(':').map((part) => part.trim())
    if (rest.length > 0) throw new MetricChoiceError(`${quoted(entry.trim())} has more than one :`)
    const every = daysOf(days, name)
    for (const metric of metricsOf(name)) everyDays.set(metric, every)
  }
  return ASKABLE_METRICS.flatMap((metric) => {
    const every = everyDays.get(metric)
    return every === undefined ? [] : [{ metric, everyDays: every }]
  })
}

/** Whether a choice, also one that no parser made, is one: metrics that can be asked for, each once, every 1 to 90 days. */
export function isMetricChoice(choice: unknown): choice is MetricChoice {
  if (!Array.isArray(choice) || choice.length === 0) return false
  const names = new Set<unknown>()
  return choice.every((one: unknown) => {
    if (typeof one !== 'object' || one === null || !('metric' in one) || !('everyDays' in one)) return false
    const { metric, everyDays } = one
    const isNew = !names.has(metric)
    names.add(metric)
    return isNew && ASKABLE_METRICS.some((name) => name === metric) && isDays(everyDays)
  })
}

function metricsOf(given: string): readonly AskableMetric[] {
  const word = given.toLowerCase()
  const known = ASKABLE_METRICS.find((name) => name === word)
  if (known !== undefined) return [known]
  const group = GROUPS.get(word)
  if (group !== undefined) return group
  const carriedBy = metricNamed(word)?.carriedBy
  if (carriedBy !== undefined) {
    throw new MetricChoiceError(`${word} comes along with ${carriedBy}, which can be asked for`)
  }
  // Nobody means a name by a text without end, and comparing would take as long.
  const meant = word.length > LONGEST_QUOTE ? '' : didYouMean(word, [...ASKABLE_METRICS, ...GROUPS.keys()])
  throw new MetricChoiceError(`there is no metric ${quoted(given)}${meant}`)
}

function daysOf(text: string | undefined, name: string): number {
  if (text === undefined) return 1
  const days = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN
  if (isDays(days)) return days
  throw new MetricChoiceError(
    `${quoted(`${name}:${text}`)} is to be asked for every 1 to ${String(MOST_DAYS)} days`,
  )
}

const isDays = (days: unknown): boolean =>
  typeof days === 'number' && Number.isInteger(days) && days >= 1 && days <= MOST_DAYS

const LONGEST_QUOTE = 60

const quoted = (text: string): string =>
  JSON.stringify(text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text)

/** How often a metric is asked for, in words. */
export function everyText(everyDays: number): string {
  return everyDays === 1 ? 'each day' : `one day of ${String(everyDays)}`
}
