import type { ClientEvent } from 'airbnb-insights-client'
import type { LiveDisplay } from '../../output/live-display.ts'
import type { Style } from '../../output/style.ts'
import { fitWidth } from '../../output/text-width.ts'
import type { SyncProgress } from '../sync-progress.ts'
import {
  type AccountProgress,
  afterClientEvent,
  afterSyncProgress,
  waitingAccount,
} from './account-progress.ts'
import { progressLines } from './progress-lines.ts'
import { type ProgressRemark, remarkOnClient, remarkOnSync } from './progress-remark.ts'
import type { Pace } from './remaining-time.ts'

/** Where and how the progress of a sync is shown. */
interface SyncDisplayOptions {
  /** Accounts in the order in which they are shown. */
  readonly accountIds: readonly string[]
  /** How lines call an account. @defaultValue by its id */
  readonly textOf?: (accountId: string) => string
  /** Where it is shown; null shows nothing, and only counts. It is ended with this display. */
  readonly display: LiveDisplay | null
  /** Whether the display redraws lines in place; else each remark is a line, routine ones too. */
  readonly live: boolean
  /** Terminal width in columns, asked at each redraw. */
  readonly width: () => number
  readonly style: Style
  readonly pace: Pace
  /** Clock in milliseconds. @defaultValue `performance.now` */
  readonly now?: () => number
}

/** Shows a sync's progress while it runs. */
interface SyncDisplay extends Disposable {
  readonly onProgress: (event: SyncProgress) => void
  readonly onClientEvent: (accountId: string, event: ClientEvent) => void
  /** What the events have told of an account so far. */
  account(accountId: string): AccountProgress
  /** Whether lines were printed that stay. */
  readonly leftLines: boolean
}

/** Often enough to look alive; lines are laid out no more often, however fast events come. */
const TICK_MS = 100

/** Opens a display; dispose of it when the sync has ended, its live lines are gone then. */
export function openSyncDisplay(options: SyncDisplayOptions): SyncDisplay {
  const { display, live, style, pace, width, now = () => performance.now(), textOf = (id) => id } = options
  const accounts = new Map(options.accountIds.map((id) => [id, waitingAccount(id)]))
  const account = (accountId: string): AccountProgress => accounts.get(accountId) ?? waitingAccount(accountId)

  const redraw = (): void => {
    if (live)
      display?.update(
        progressLines([...accounts.values()], { width: width(), style, pace, now: now(), textOf }),
      )
  }
  let leftLines = false
  const remark = (of: ProgressRemark | null): void => {
    if (display === null || of === null || (live && of.routine)) return
    // On a terminal one line has to do; the results tell the rest.
    const text = live ? fitWidth(of.text, width()) : of.text
    display.print(of.tone === undefined ? text : style(of.tone, text))
    leftLines = true
  }
  const ticker = live && display !== null ? setInterval(redraw, TICK_MS).unref() : undefined
  redraw()
  return {
    account,
    get leftLines() {
      return leftLines
    },
    onProgress: (event) => {
      const after = afterSyncProgress(account(event.accountId), event, now())
      accounts.set(event.accountId, after)
      remark(remarkOnSync(event, after, textOf(event.accountId)))
    },
    onClientEvent: (accountId, event) => {
      accounts.set(accountId, afterClientEvent(account(accountId), event, now()))
      remark(remarkOnClient(textOf(accountId), event))
    },
    [Symbol.dispose]: () => {
      clearInterval(ticker)
      display?.done([])
    },
  }
}
