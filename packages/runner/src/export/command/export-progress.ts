import { formatBytes, formatCount, formatQuantity } from '../../output/format.ts'
import type { LiveDisplay } from '../../output/live-display.ts'

/** How far an export is. */
export class ExportProgress {
  rows = 0
  bytes = 0
  readonly #startedAt = performance.now()
  readonly #accounts: number
  readonly #display: LiveDisplay | null
  #account = 0

  /** @param display where it is shown while it goes on; null for nowhere. */
  constructor(accounts: number, display: LiveDisplay | null) {
    this.#accounts = accounts
    this.#display = display
  }

  get elapsedMs(): number {
    return performance.now() - this.#startedAt
  }

  /** @param place of the account whose rows come now, from 1. */
  beginAccount(place: number): void {
    this.#account = place
  }

  /** Counts rows that were read. */
  addRows(count: number): void {
    this.rows += count
    const perSecond = this.rows / Math.max(0.001, this.elapsedMs / 1000)
    const account = this.#accounts > 1 ? `, account ${this.#account} of ${this.#accounts}` : ''
    this.#display?.update([
      `${formatQuantity(this.rows, 'row')}, ${formatBytes(this.bytes)}, ${formatCount(Math.round(perSecond))} rows/s${account}`,
    ])
  }
}
