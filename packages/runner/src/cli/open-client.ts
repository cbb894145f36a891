import {
  AirbnbInsightsClient,
  type AirbnbInsightsClientOptions,
  type ClientEvent,
} from 'airbnb-insights-client'
import type { Logger } from 'insights-transform'
import type { CLIENT_SETTING_NAMES, Settings } from '../config/settings.ts'
import { accountOptions, type SiteCredentials } from '../session/account-options.ts'
import type { CliContext } from './cli-context.ts'
import { proxyDispatcher } from './proxy-dispatcher.ts'

/** How clients ask. */
export type ClientSettings = Pick<Settings, (typeof CLIENT_SETTING_NAMES)[number]>

/** The parts of an invocation that a client takes. */
interface ClientInvocation {
  readonly settings: ClientSettings
  readonly logger: Logger
  readonly context: Pick<CliContext, 'redactor'>
}

/**
 * A client for one account, asking as the settings say. Its cookie is made known to the redactor first,
 * and so is each one that the API rotates it to. Close it.
 *
 * @param onEvent receives every event, for a live display.
 */
export function openClientFor(
  invocation: ClientInvocation,
  credentials: SiteCredentials,
  onEvent?: (event: ClientEvent) => void,
): AirbnbInsightsClient {
  const { redactor } = invocation.context
  redactor.addCookie(credentials.cookie)
  const options = clientOptions(invocation)
  const client: AirbnbInsightsClient = new AirbnbInsightsClient({
    ...options,
    ...accountOptions(credentials, options),
    credentials,
    onEvent: (event) => {
      if (event.type === 'cookies_rotated') redactor.addCookie(client.credentials.cookie)
      onEvent?.(event)
    },
  })
  return client
}

/** How the settings say that a client asks. */
export function clientOptions({
  settings,
  logger,
  context,
}: ClientInvocation): Omit<AirbnbInsightsClientOptions, 'credentials'> {
  const { webKey, operationHashes, baseUrl, locale, currency, timeoutMs, minIntervalMs } = settings
  hideProxyPasswords(settings, context)
  const dispatcher = proxyDispatcher(settings, { connectTimeoutMs: timeoutMs })
  return {
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(locale === undefined ? {} : { locale }),
    ...(currency === undefined ? {} : { currency }),
    timeoutMs,
    rateLimit: { minIntervalMs },
    ...(webKey === undefined ? {} : { webKey }),
    ...(operationHashes === undefined ? {} : { operations: operationHashes }),
    ...(dispatcher === undefined ? {} : { dispatcher }),
    logger,
  }
}

function hideProxyPasswords(
  { httpProxy, httpsProxy }: ClientSettings,
  { redactor }: ClientInvocation['context'],
): void {
  for (const proxy of [httpProxy, httpsProxy]) {
    if (proxy !== undefined) redactor.add(new URL(proxy).password)
  }
}
