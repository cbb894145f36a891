import {
  buildChartRequest,
  buildListingsRequest,
  buildListOfMetricsRequest,
  type PersistedQueryBody,
} from '../build-requests.ts'
import { htmlPage } from './html-page.ts'
import { simulatedCredentials } from './simulated-credentials.ts'
import type { AccountState, World } from './world.ts'

/** The first dates that the page shows: four weeks, most of them behind. */
const SHOWN_DAYS = { relativeDsStart: -24, relativeDsEnd: 3 } as const

/**
 * The page *Performance*: its bootstrap data hold the website's key, language and currency and who looks at it (nobody
 * where the session has ended), and its script asks the API as the real page does.
 */
export function performancePage(account: AccountState | null, { operations, webKey }: World): string {
  const bootstrap = {
    'layout-init': {
      api_config: { key: webKey, baseUrl: '/api' },
      locale: 'en',
      currency: 'USD',
      viewer: account === null ? null : { id: account.accountId },
    },
  }
  const asked = account === null ? '' : askingScript(account, { operations, webKey })
  return htmlPage(
    'Performance - Airbnb',
    `<h1>Performance</h1>
<script id="data-initializer-bootstrap" type="application/json">${inScript(bootstrap)}</script>
${asked}`,
  )
}

function askingScript(
  { accountId, listings }: AccountState,
  { operations, webKey }: Pick<World, 'operations' | 'webKey'>,
): string {
  const [first] = listings
  const bodies: PersistedQueryBody[] = [
    buildListingsRequest({ operations }),
    ...(first === undefined
      ? []
      : [
          buildChartRequest(
            { ...SHOWN_DAYS, listingId: first.listingId, metric: 'conversion_rate', comparison: 'MARKET' },
            { operations },
          ),
          buildListOfMetricsRequest(
            { ...SHOWN_DAYS, listingId: first.listingId, metric: 'conversion_rate' },
            { operations },
          ),
        ]),
  ]
  const headers = {
    'Content-Type': 'application/json',
    'X-Airbnb-API-Key': webKey,
    'X-Airbnb-GraphQL-Platform': 'web',
    'X-Airbnb-GraphQL-Platform-Client': 'minimalist-niobe',
    'X-CSRF-Without-Token': '1',
    'X-Client-Version': simulatedCredentials(accountId).clientVersion,
  }
  return `<p role="status">Asking …</p>
<script>
const headers = ${inScript(headers)}
const ask = async (body) => {
  const { operationName, extensions } = body
  const path = '/api/v3/' + operationName + '/' + extensions.persistedQuery.sha256Hash
  const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
  return answer.status
}
Promise.all(${inScript(bodies)}.map(ask)).then((statuses) => {
  document.querySelector('[role=status]').textContent = 'Answered: ' + statuses.join(', ')
})
</script>`
}

/** JSON that does not end the script element that it stands in. */
function inScript(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c')
}
