import type { AirbnbInsightsClientOptions, Credentials, OperationHashes } from 'airbnb-insights-client'
import { type LearnedRequests, OPERATION_NAMES } from 'insights-transform'

/** Credentials, and what is known of the site that they are of. */
export type SiteCredentials = Credentials & {
  readonly baseUrl?: string | null
  readonly learned?: LearnedRequests | null
}

/** The client's options that an account may say, beside the credentials. */
type AccountOptions = Pick<
  AirbnbInsightsClientOptions,
  'baseUrl' | 'operations' | 'webKey' | 'locale' | 'currency'
>

/**
 * How an account is to be asked: what settings say, or else what its copied requests said. What neither says is left to
 * the client.
 */
export function accountOptions(
  { baseUrl = null, learned = null }: SiteCredentials,
  settings: AccountOptions,
): AccountOptions {
  const said = { baseUrl, webKey: null, locale: null, currency: null, ...learned }
  const options = {
    baseUrl: settings.baseUrl ?? said.baseUrl,
    webKey: settings.webKey ?? said.webKey,
    locale: settings.locale ?? said.locale,
    currency: settings.currency ?? said.currency,
    operations: allHashes(settings.operations, learned?.operations),
  }
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== null))
}

/** For each operation the hashes of all, the first one's first: where one is unknown, the client asks by the next. */
function allHashes(...sources: readonly (OperationHashes | undefined)[]): OperationHashes {
  const hashes = OPERATION_NAMES.map(
    (name) => [name, sources.flatMap((source) => source?.[name] ?? [])] as const,
  )
  return Object.fromEntries(hashes.filter(([, known]) => known.length > 0))
}
