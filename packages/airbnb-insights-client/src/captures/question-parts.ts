import { isAskableMetric, metricNamed } from 'insights-transform'
import { fieldsOf } from '../json-object.ts'
import type { CapturedExchange } from './captured-exchange.ts'
import { clientWord, enumWord, metricWord } from './harmless-words.ts'
import { KNOWN_COMPARISONS, KNOWN_GROUPINGS } from './known-parts.ts'
import { shownWord, shownWordOrNull } from './shown-word.ts'

/** What a question asks, in words that may be shown. */
export interface QuestionParts {
  readonly clientName: string | null
  readonly page: string | null
  readonly metric: string | null
  readonly groupBys: readonly string[]
  readonly comparison: string | null
  /** How many listings its filter names; null where it has none. */
  readonly listings: number | null
  /** How many nights it asks for; null where it does not say. */
  readonly nights: number | null
  readonly isKnown: boolean
  /** Its arguments and its filters as they came: only their keys may be told. */
  readonly asked: Readonly<Record<string, unknown>>
  readonly filters: Readonly<Record<string, unknown>>
}

/** Reads a question of the Performance pages. */
export function questionParts({ operation, question }: CapturedExchange): QuestionParts {
  const request = fieldsOf(fieldsOf(question['variables'])['request'])
  const asked = fieldsOf(request['arguments'])
  const filters = fieldsOf(asked['filters'])
  const metrics = listAt(asked['groupByValues'])
  const groupBys = listAt(asked['groupBys']).map((one) => shownWord(enumWord, one))
  const page = shownWordOrNull(enumWord, asked['metricType'])
  const metric = metrics.length === 0 ? null : metrics.map((one) => shownWord(metricWord, one)).join()
  const comparison = shownWordOrNull(enumWord, asked['metricComparisonType'])
  const { relativeDsStart: start, relativeDsEnd: end } = asked
  // The overview asks for a metric of another page.
  const isOverview = operation === 'ListingsSectionQuery'
  return {
    clientName: shownWordOrNull(clientWord, request['clientName']),
    page,
    metric,
    groupBys,
    comparison,
    listings: Array.isArray(filters['listingIds']) ? filters['listingIds'].length : null,
    nights: Number.isSafeInteger(start) && Number.isSafeInteger(end) ? Number(end) - Number(start) + 1 : null,
    isKnown:
      isAskableMetric(metric) &&
      (isOverview || metricNamed(metric)?.page === page) &&
      groupBys.every((one) => KNOWN_GROUPINGS.has(one)) &&
      (comparison === null || KNOWN_COMPARISONS.has(comparison)),
    asked,
    filters,
  }
}

/** At most so many are read of a list: a question asks for one. */
const MOST_LISTED = 10

function listAt(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.slice(0, MOST_LISTED)
  return value === null || value === undefined ? [] : [value]
}
