import stringWidth from 'string-width'
import { formatCount, formatDuration, formatQuantity } from '../../output/format.ts'
import { progressBar } from '../../output/progress-bar.ts'
import type { Style, Tone } from '../../output/style.ts'
import { fitWidth, padToWidth } from '../../output/text-width.ts'
import { isIdle } from '../sync-outcome.ts'
import type { AccountProgress } from './account-progress.ts'
import { overallRemainingMs, type Pace, remainingMs } from './remaining-time.ts'

/** Where lines are shown, and when. */
interface LineSurface {
  /** Terminal width in columns. */
  readonly width: number
  readonly style: Style
  readonly pace: Pace
  readonly now: number
  /** How lines call an account. @defaultValue by its id */
  readonly textOf?: (accountId: string) => string
  /** Most accounts that get a line; of more, only those in progress do. @defaultValue 12 */
  readonly maxAccounts?: number
}

interface Cell {
  readonly text: string
  readonly tone?: Tone
}

interface Line {
  readonly label: string
  readonly done: number
  readonly total: number
  /** Columns to the right of the bar, most important first; a narrow terminal loses the last ones. */
  readonly cells: readonly string[]
  /** What keeps the account, in place of how long it takes. */
  readonly state: Cell
}

const GAP = '  '
const WIDEST_BAR = 24
const WIDEST_LABEL = 32
const NARROWEST_BAR = 6

/** The live lines of a sync: one for all accounts where there are several, and one for each that is shown. */
export function progressLines(accounts: readonly AccountProgress[], surface: LineSurface): string[] {
  const shown = shownAccounts(accounts, surface.maxAccounts ?? 12)
  const lines = shown.map((account) => accountLine(account, surface))
  if (accounts.length > 1) lines.unshift(overallLine(accounts, surface))
  return aligned(lines, surface)
}

function shownAccounts(accounts: readonly AccountProgress[], most: number): readonly AccountProgress[] {
  if (accounts.length <= most) return accounts
  return accounts.filter(({ startedAt, outcome }) => startedAt !== null && outcome === null).slice(0, most)
}

function accountLine(account: AccountProgress, { pace, now, textOf = (id) => id }: LineSurface): Line {
  const { accountId, requestsDone, requestsTotal, listingsTotal, listingsDone, listingsFailed } = account
  return {
    label: fitWidth(textOf(accountId), WIDEST_LABEL),
    done: requestsDone,
    total: requestsTotal,
    cells: countCells(listingsTotal !== null, {
      tried: listingsDone + listingsFailed,
      listings: listingsTotal ?? 0,
      done: requestsDone,
      requests: requestsTotal,
      rows: rowCount(account),
    }),
    state: stateOf(account, remainingMs(account, pace, now), now),
  }
}

function overallLine(accounts: readonly AccountProgress[], { pace, now }: LineSurface): Line {
  const sum = (of: (account: AccountProgress) => number): number =>
    accounts.reduce((all, one) => all + of(one), 0)
  const ended = accounts.filter(({ outcome }) => outcome !== null).length
  const listings = sum(({ listingsTotal }) => listingsTotal ?? 0)
  const tried = sum(({ listingsDone, listingsFailed }) => listingsDone + listingsFailed)
  const requests = sum(({ requestsTotal }) => requestsTotal)
  const done = sum(({ requestsDone }) => requestsDone)
  const remaining = overallRemainingMs(accounts, pace, now)
  return {
    label: `${String(ended)}/${formatQuantity(accounts.length, 'account')}`,
    done,
    total: requests,
    cells: countCells(requests > 0, { tried, listings, done, requests, rows: sum(rowCount) }),
    state: { text: remaining === null ? '' : aboutLeft(remaining) },
  }
}

interface Counts {
  readonly tried: number
  readonly listings: number
  readonly done: number
  readonly requests: number
  readonly rows: number
}

function countCells(known: boolean, { tried, listings, done, requests, rows }: Counts): string[] {
  if (!known) return []
  return [
    `${formatCount(tried)}/${formatQuantity(listings, 'listing')}`,
    `${formatCount(done)}/${formatQuantity(requests, 'request')}`,
    formatQuantity(rows, 'row'),
  ]
}

function stateOf(account: AccountProgress, remaining: number | null, now: number): Cell {
  const { outcome, pause, startedAt, listingsTotal, listingsFailed } = account
  if (outcome !== null) return endState(outcome.status, listingsFailed)
  if (startedAt === null) return { text: 'waiting', tone: 'quiet' }
  const failed = listingsFailed > 0 ? `${String(listingsFailed)} failed, ` : ''
  if (pause !== null && pause.until > now) {
    const cause = pause.reason === 'throttled' ? '429' : 'retry'
    return {
      text: `${failed}${cause} in ${formatDuration(Math.ceil((pause.until - now) / 100) * 100)}`,
      tone: 'warning',
    }
  }
  if (listingsTotal === null) return { text: 'asks for listings', tone: 'quiet' }
  const left = remaining === null ? '' : aboutLeft(remaining)
  return failed === '' ? { text: left } : { text: `${failed}${left}`, tone: 'warning' }
}

function endState(status: NonNullable<AccountProgress['outcome']>['status'], failed: number): Cell {
  if (status === 'succeeded') return { text: '✓ succeeded', tone: 'good' }
  if (isIdle(status)) return { text: status, tone: 'quiet' }
  return { text: `✗ ${status}${failed > 0 ? ` (${String(failed)} failed)` : ''}`, tone: 'bad' }
}

function aboutLeft(ms: number): string {
  return `~${formatDuration(Math.max(1000, Math.round(ms / 1000) * 1000)).replace(/\.0 s$/, ' s')}`
}

function rowCount({ rows }: AccountProgress): number {
  return rows.inserted + rows.updated + rows.unchanged
}

function aligned(lines: readonly Line[], { width, style }: LineSurface): string[] {
  const labels = widest(lines.map(({ label }) => label))
  const states = widest(lines.map(({ state }) => state.text))
  const columns = [0, 1, 2].map((at) => widest(lines.map(({ cells }) => cells[at] ?? '')))
  const used = (shown: number): number =>
    [labels, ...columns.slice(0, shown), states].reduce((sum, column) => sum + column + GAP.length, 0)
  let shown = columns.length
  while (shown > 0 && used(shown) + NARROWEST_BAR > width) shown--
  const bar = Math.max(NARROWEST_BAR, Math.min(WIDEST_BAR, width - used(shown)))
  return lines.map(({ label, done, total, cells, state }) => {
    const numbers = columns.slice(0, shown).map((column, at) => padBefore(cells[at] ?? '', column))
    const end = state.tone === undefined ? state.text : style(state.tone, state.text)
    return [padToWidth(label, labels), progressBar(done, total, bar, style), ...numbers, end]
      .join(GAP)
      .trimEnd()
  })
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => stringWidth(text)))
}

function padBefore(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - stringWidth(text))) + text
}
