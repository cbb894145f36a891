import {
  AirbnbInsightsClient,
  type AirbnbInsightsClientOptions,
  type ClientEvent,
} from 'airbnb-insights-client'
import type { CookieHider } from '../output/redactor.ts'
import { accountOptions, type SiteCredentials } from '../session/account-options.ts'

/** What is said of a sync after its client was closed is said within this time. */
const STILL_HIDDEN_MS = 5000

/** How all clients of a service ask. */
export type ServiceClientOptions = Omit<AirbnbInsightsClientOptions, 'credentials' | 'onEvent' | 'onClose'>

/**
 * A client for one account of a service. A service opens any number of them, so that their cookies are hidden from its
 * output only until a moment after each is closed: one that knew them all would search each line for thousands.
 */
export function openServiceClient(
  options: ServiceClientOptions,
  hider: CookieHider,
  credentials: SiteCredentials,
  onEvent: (event: ClientEvent) => void,
): AirbnbInsightsClient {
  const hidden = [hider.holdCookie(credentials.cookie)]
  const show = (): void => {
    setTimeout(() => hidden.splice(0).forEach((cookie) => cookie[Symbol.dispose]()), STILL_HIDDEN_MS).unref()
  }
  try {
    const client: AirbnbInsightsClient = new AirbnbInsightsClient({
      ...options,
      ...accountOptions(credentials, options),
      credentials,
      onClose: show,
      onEvent: (event) => {
        if (event.type === 'cookies_rotated') hidden.push(hider.holdCookie(client.credentials.cookie))
        onEvent(event)
      },
    })
    return client
  } catch (error) {
    show()
    throw error
  }
}
