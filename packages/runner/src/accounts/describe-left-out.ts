import type { LeftOutRequests } from 'airbnb-insights-client/credentials'
import { formatQuantity } from '../output/format.ts'

/** Says in one line which copied requests no session was taken from. */
export function describeLeftOut(leftOut: readonly LeftOutRequests[]): string {
  const elsewhere = leftOut.filter(({ reason }) => reason === 'other_site')
  const incomplete = leftOut.filter(({ reason }) => reason !== 'other_site')
  const parts: string[] = []
  if (elsewhere.length > 0) {
    const hosts = elsewhere.map(({ host }) => host ?? 'unknown')
    parts.push(`${formatQuantity(countOf(elsewhere), 'request')} not to Airbnb (${firstOf(hosts)})`)
  }
  if (incomplete.length > 0) {
    const reasons = incomplete.map(({ reason }) => reason)
    parts.push(
      `${formatQuantity(countOf(incomplete), 'request')} without a whole session (${firstOf(reasons)})`,
    )
  }
  return `left out: ${parts.join(' and ')}`
}

const countOf = (groups: readonly LeftOutRequests[]): number =>
  groups.reduce((sum, { requests }) => sum + requests, 0)

function firstOf(texts: readonly string[]): string {
  const distinct = Array.from(new Set(texts))
  const shown = distinct.slice(0, 3).join(', ')
  return distinct.length > 3 ? `${shown} and ${String(distinct.length - 3)} more` : shown
}
