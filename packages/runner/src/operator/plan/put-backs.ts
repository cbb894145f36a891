import { HASH_ANNOTATION, REPLICAS_ANNOTATION } from '../worker/worker-names.ts'
import { type BackOffPolicy, BackOffs } from './back-off.ts'
import type { Change } from './plan-changes.ts'

/** The first time at once; later each time after that, until nobody has undone it for ten minutes. */
const PUT_BACK_BACK_OFF: BackOffPolicy = { firstMs: 1_000, longestMs: 300_000, forgetMs: 600_000 }

/**
 * Tells changes that make again what was made before from others: somebody else undoes them. Two that fight over one object
 * would take all the changes of a minute, and leave none for other accounts.
 */
export class PutBacks {
  readonly #backOffs: BackOffs
  /** What an account's worker was made last, by account id. */
  readonly #made = new Map<string, string>()

  constructor(options: ConstructorParameters<typeof BackOffs>[1] = {}) {
    this.#backOffs = new BackOffs(PUT_BACK_BACK_OFF, options)
  }

  /** Whether it is to be made now. */
  isDue(change: Change): boolean {
    return !this.#isAgain(change) || this.#backOffs.isDue(change.accountId)
  }

  /** Notes that it was made. @returns how many times in a row it has been made again. */
  made(change: Change): number {
    const { accountId, wanted } = change
    const isAgain = this.#isAgain(change)
    if (isAgain) this.#backOffs.failed(accountId, '')
    else this.#backOffs.forget(accountId)
    if (wanted === null) this.#made.delete(accountId)
    else this.#made.set(accountId, printOf(wanted))
    return this.#backOffs.failures(accountId)
  }

  /** Forgets all but these accounts. */
  keepOnly(accountIds: ReadonlySet<string>): void {
    this.#backOffs.keepOnly(accountIds)
    for (const accountId of this.#made.keys()) if (!accountIds.has(accountId)) this.#made.delete(accountId)
  }

  /** In how many milliseconds the next is due; undefined where none waits. */
  nextInMs(): number | undefined {
    return this.#backOffs.nextInMs()
  }

  #isAgain({ accountId, wanted }: Change): boolean {
    return wanted !== null && this.#made.get(accountId) === printOf(wanted)
  }
}

function printOf({ metadata: { annotations = {} } }: NonNullable<Change['wanted']>): string {
  return `${annotations[HASH_ANNOTATION] ?? ''} ${annotations[REPLICAS_ANNOTATION] ?? ''}`
}
