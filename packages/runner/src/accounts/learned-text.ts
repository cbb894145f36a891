import type { Account } from 'insights-store-timescale'
import type { LearnedRequests } from 'insights-transform'
import type { Fact } from '../output/facts.ts'
import { formatInstant } from '../output/format.ts'

/** So many digits of a hash tell it from any other. */
const SHOWN_DIGITS = 8

/** What copied requests said of the API, in a line; empty where they said nothing. */
export function describeLearned({ operations, webKey, locale, currency }: LearnedRequests): string {
  const parts = [
    ...hashesIn(operations),
    ...(webKey === null ? [] : [`web key ${webKey}`]),
    ...(locale === null ? [] : [`language ${locale}`]),
    ...(currency === null ? [] : [`currency ${currency}`]),
  ]
  return parts.join(', ')
}

/** The same of an account, one thing a line. */
export function learnedFacts({ learned, learnedAt }: Account): Fact[] {
  if (learned === null) return []
  const { operations, webKey, locale, currency } = learned
  const hashes = hashesIn(operations)
  return [
    ['Learned', formatInstant(learnedAt)],
    ['Queries', hashes.length === 0 ? undefined : hashes.join(', ')],
    ['Web key', webKey ?? undefined],
    ['Language', locale ?? undefined],
    ['Currency', currency ?? undefined],
  ]
}

function hashesIn(operations: LearnedRequests['operations']): string[] {
  return Object.entries(operations).map(([name, hash]) => `${name} ${hash.slice(0, SHOWN_DIGITS)}…`)
}
