import { type CalendarDate, type Drift, daysBetween } from 'insights-transform'
import { type BaseDay, guessedBaseDay } from './base-day.ts'
import type { OnSyncProgress, SyncNote, SyncProgress } from './sync-progress.ts'

type WithoutAccount<Event> = Event extends unknown ? Omit<Event, 'accountId'> : never
type Operation = Extract<SyncProgress, { type: 'request' }>['operation']

/** What one run knows of itself while it runs: its counts, its base day, its notes. */
export class RunProgress {
  readonly #accountId: string
  readonly #onProgress: OnSyncProgress
  readonly #noted = new Set<string>()
  #base: BaseDay
  #firstMeasured: CalendarDate | null = null
  requestsDone = 0
  requestsTotal = 0
  /** Whether the session has worked in this run: the listings were answered. */
  sessionWorks = false
  /** Requests of the listing in hand. */
  listingRequests = 0

  constructor(options: { accountId: string; scrapeDay: CalendarDate; onProgress: OnSyncProgress }) {
    this.#accountId = options.accountId
    this.#onProgress = options.onProgress
    this.#base = guessedBaseDay(options.scrapeDay)
  }

  /** The base day to ask with next. */
  get base(): BaseDay {
    return this.#base
  }

  /** How many days the server's day has turned since the base day was first measured in this run. */
  get turnedDays(): number {
    return this.#firstMeasured === null ? 0 : Math.max(0, daysBetween(this.#firstMeasured, this.#base.day))
  }

  emit(event: WithoutAccount<SyncProgress>): void {
    this.#onProgress({ accountId: this.#accountId, ...event })
  }

  requested(operation: Operation): void {
    this.requestsDone++
    this.listingRequests++
    // A listing that is asked again makes more requests than were planned.
    this.requestsTotal = Math.max(this.requestsTotal, this.requestsDone)
    this.emit({
      type: 'request',
      operation,
      requestsDone: this.requestsDone,
      requestsTotal: this.requestsTotal,
    })
  }

  /** Takes over what a listing's answers told. */
  measured(baseDay: CalendarDate): void {
    this.#firstMeasured ??= baseDay
    const expected = this.#base
    if (expected.measured && expected.day === baseDay) return
    this.#base = { day: baseDay, measured: true }
    this.emit({ type: 'base_day', baseDay, expected: expected.day })
  }

  /** Says whether the note is news. */
  note(note: SyncNote): boolean {
    const key = `${note.code} ${note.message}`
    if (this.#noted.has(key)) return false
    this.#noted.add(key)
    this.emit({ type: 'note', ...note })
    return true
  }

  /** Drift seen since this was last asked, as notes that were not made before. */
  takeDriftNotes(drifts: Drift[]): SyncNote[] {
    const notes = drifts.splice(0).map((drift) => ({ code: `drift_${drift.kind}`, message: drift.message }))
    return notes.filter((note) => this.note(note))
  }
}
