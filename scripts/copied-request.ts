import type { SimulatedCredentials } from 'airbnb-insights-client/simulator'

/** What a browser's "Copy as cURL (bash)" gives for a request with these credentials, whatever answers in the site's place. */
export function curlCommand(
  { cookie, clientVersion, userAgent, clientTraceId }: SimulatedCredentials,
  origin = 'https://www.airbnb.com',
): string {
  return [
    `curl '${origin}/api/v3/ListingsSectionQuery/7a646c07b45ad35335b2cde4842e5c5bf69ccebde508b2ba60276832bfb1816b'`,
    `-H 'content-type: application/json'`,
    `-H 'user-agent: ${userAgent}'`,
    `-H 'x-airbnb-client-trace-id: ${clientTraceId}'`,
    `-H 'x-client-version: ${clientVersion}'`,
    `-b '${cookie}'`,
    `--data-raw '{"operationName":"ListingsSectionQuery"}'`,
  ].join(' \\\n  ')
}
