import type { CallOptions, ClientEvent } from 'airbnb-insights-client'
import type { OperationName } from 'insights-transform'
import { changedOperationText } from './changed-operation.ts'
import type { OnSyncProgress, SyncNote, SyncProgress } from './sync-progress.ts'

type WithoutAccount<Event> = Event extends unknown ? Omit<Event, 'accountId'> : never

/** Notes of one kind beyond so many are counted and not told one by one. */
const NOTES_OF_A_KIND = 20

/** What one run knows of itself while it runs: its counts and its notes. */
export class RunState {
  readonly #accountId: string
  readonly #onProgress: OnSyncProgress
  readonly #beforeRequest: CallOptions['beforeRequest']
  readonly #noted = new Map<string, Set<string>>()
  requestsDone = 0
  requestsTotal = 0
  /** Whether it is known what the run is to ask. */
  isPlanned = false
  /** Whether the session has worked in this run: the listings were answered. */
  sessionWorks = false
  /** Requests of the listing in hand. */
  listingRequests = 0
  /** What the API's clock said with the last answer; null where it did not say. */
  apiTime: Date | null = null
  /** Notes of what answers told on the way, which are still to be stored. */
  readonly unstored: SyncNote[] = []
  /** Whether the canary has had its turn. */
  canaryAsked = false

  /** @param options.beforeRequest - is asked before each request: see `CallOptions` */
  constructor(options: {
    accountId: string
    onProgress: OnSyncProgress
    beforeRequest: CallOptions['beforeRequest']
  }) {
    this.#accountId = options.accountId
    this.#onProgress = options.onProgress
    this.#beforeRequest = options.beforeRequest
  }

  /** How many requests were made, and how many the run takes, once that is planned. */
  get requests(): { requestsDone: number; requestsTotal?: number } {
    const { requestsDone, requestsTotal, isPlanned } = this
    return isPlanned ? { requestsDone, requestsTotal } : { requestsDone }
  }

  emit(event: WithoutAccount<SyncProgress>): void {
    this.#onProgress({ accountId: this.#accountId, ...event })
  }

  /** What each call of the client takes: its requests are counted here, repeated attempts of one apart. */
  callOptions(signal: AbortSignal): CallOptions {
    return {
      signal,
      beforeRequest: this.#beforeRequest,
      onEvent: (event: ClientEvent) => {
        if (event.type === 'request' && event.attempt === 1) this.#requested(event.operation)
        if (event.type === 'response') this.apiTime = event.serverTime
        if (event.type === 'base_day') this.emit({ ...event })
        if (event.type === 'operation_changed') {
          const note = { code: event.type, message: changedOperationText(event) }
          if (this.note(note)) this.unstored.push(note)
        }
      },
    }
  }

  /** Says whether the note is news, and tells it if it is. */
  note(note: SyncNote): boolean {
    const messages = this.#noted.get(note.code) ?? new Set()
    this.#noted.set(note.code, messages)
    if (messages.has(note.message)) return false
    messages.add(note.message)
    if (messages.size > NOTES_OF_A_KIND) return false
    this.emit({ type: 'note', ...note })
    return true
  }

  /** For each kind of which there were too many to tell, how many more there were. */
  untold(): SyncNote[] {
    return [...this.#noted].flatMap(([code, { size }]) => {
      const more = size - NOTES_OF_A_KIND
      return more > 0
        ? [{ code: 'more_notes', message: `${String(more)} more notes of the kind ${code}.` }]
        : []
    })
  }

  #requested(operation: OperationName): void {
    this.requestsDone++
    this.listingRequests++
    // What has to be asked again takes more requests than were planned.
    this.requestsTotal = Math.max(this.requestsTotal, this.requestsDone)
    const { requestsDone, requestsTotal } = this
    this.emit({ type: 'request', operation, requestsDone, requestsTotal })
  }
}
