import { AirbnbInsightsClient, type ClientEvent, type Credentials } from 'airbnb-insights-client'
import { type ClientInvocation, clientOptions } from '../../cli/open-client.ts'

/** What is said of a sync after its client was closed is said within this time. */
const STILL_HIDDEN_MS = 5000

/**
 * A client for one account of a service. A service opens any number of them, so that their cookies are hidden from its
 * output only until a moment after each is closed: one that knew them all would search each line for thousands.
 */
export function openServiceClient(
  invocation: ClientInvocation,
  credentials: Credentials,
  onEvent: (event: ClientEvent) => void,
): AirbnbInsightsClient {
  const { redactor } = invocation.context
  const hidden = [redactor.holdCookie(credentials.cookie)]
  const show = (): void => {
    setTimeout(() => hidden.splice(0).forEach((cookie) => cookie[Symbol.dispose]()), STILL_HIDDEN_MS).unref()
  }
  try {
    const client: AirbnbInsightsClient = new AirbnbInsightsClient({
      ...clientOptions(invocation),
      credentials,
      onClose: show,
      onEvent: (event) => {
        if (event.type === 'cookies_rotated') hidden.push(redactor.holdCookie(client.credentials.cookie))
        onEvent(event)
      },
    })
    return client
  } catch (error) {
    show()
    throw error
  }
}
