import type { LeftOutRequest } from 'airbnb-insights-client/credentials'
import { formatQuantity } from '../output/format.ts'

/** Says in one line which copied requests no session was taken from. */
export function describeLeftOut(leftOut: readonly LeftOutRequest[]): string {
  const elsewhere = leftOut.filter(({ reason }) => reason === 'other_site')
  const incomplete = leftOut.length - elsewhere.length
  const parts = [
    ...(elsewhere.length === 0
      ? []
      : [`${formatQuantity(elsewhere.length, 'request')} to other sites (${hostsOf(elsewhere)})`]),
    ...(incomplete === 0 ? [] : [`${formatQuantity(incomplete, 'request')} without a whole session`]),
  ]
  return `left out: ${parts.join(' and ')}`
}

function hostsOf(requests: readonly LeftOutRequest[]): string {
  const hosts = Array.from(new Set(requests.map(({ host }) => host ?? 'unknown')))
  const shown = hosts.slice(0, 3)
  return hosts.length > shown.length
    ? `${shown.join(', ')} and ${String(hosts.length - shown.length)} more`
    : shown.join(', ')
}
