import type { SimulatedAccount } from 'airbnb-insights-client/simulator'

/** What a browser copies as cURL of a request of a simulated account. */
export function copiedRequest({ credentials }: SimulatedAccount): string {
  const { cookie, clientVersion, userAgent } = credentials
  return `curl 'https://www.airbnb.com/api/v3/ListingsSectionQuery/0f1e2d' \\
  -H 'accept: */*' \\
  -H 'x-client-version: ${clientVersion}' \\
  -H 'user-agent: ${userAgent}' \\
  -b '${cookie}'`
}
