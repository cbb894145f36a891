import {
  isDatabaseAway,
  isInsightsStoreError,
  isRecoveryConflict,
  replicaStanding,
  type Store,
} from 'insights-store-timescale'
import { type Logger, silentLogger } from 'insights-transform'
import { withinTime } from '../waiting/within-time.ts'

/** How the replica stands, and whether reads go to it. */
export interface ReplicaState {
  readonly serves: boolean
  /** Seconds that it is behind; null where that cannot be told. */
  readonly lagSeconds: number | null
  /** Why reads do not go to it, or what cannot be told of it, for people; null where there is nothing to be said. */
  readonly message: string | null
}

/** Where reads go: to a replica where there is one that keeps up, else to the database itself. */
export interface Reads extends AsyncDisposable {
  /** How the replica stands, as it was found some seconds ago at the most; null where there is none. */
  replica(): Promise<ReplicaState | null>
  /** The store that reads go to now. */
  store(): Promise<Store>
  /** Reads; what the replica cannot answer after all is asked of the database itself. */
  read<Answer>(work: (store: Store) => Promise<Answer>): Promise<Answer>
  /** The same of batches: up to the first one. What breaks off later cannot be begun again. */
  stream<Batch>(open: (store: Store) => AsyncIterable<Batch>): AsyncGenerator<Batch>
}

/** How to read. */
export interface ReadsOptions {
  /** The database itself; opened when it is needed. */
  readonly primary: () => Promise<Store>
  /** Opens the replica; undefined where there is none. */
  readonly openReplica?: (() => Promise<Store>) | undefined
  /** A replica that is further behind is not read. */
  readonly maxLagSeconds: number
  readonly logger: Logger
  /** Clock in milliseconds. @defaultValue `performance.now` */
  readonly clock?: () => number
}

/** What was found is believed for so long. */
const KNOWN_MS = 2_000
/** A replica that could not be opened is tried again after this time. */
const AWAY_MS = 10_000
/** What does not answer in this time is away. */
const PATIENCE_MS = 2_000
/** The same for what is to be opened first. */
const OPEN_MS = 5_000

/** Reads from the database itself, where there is no replica. */
export const readsOf = (store: Store): Reads =>
  openReads({ primary: async () => store, maxLagSeconds: 0, logger: silentLogger })

/** Makes what chooses where reads go. The replica is opened with the first one. */
export function openReads(options: ReadsOptions): Reads {
  const { primary, openReplica, maxLagSeconds, logger, clock = () => performance.now() } = options
  let opening: Promise<Store> | undefined
  let looking: Promise<ReplicaState> | undefined
  let known: ReplicaState | undefined
  let knownUntil = 0
  let told: string | null = null

  const openedReplica = (open: () => Promise<Store>): Promise<Store> => {
    opening ??= open().catch((error: unknown) => {
      opening = undefined
      throw error
    })
    return opening
  }

  const judge = async (open: () => Promise<Store>): Promise<ReplicaState> => {
    const opened = openedReplica(open).catch((error: unknown) =>
      away(isInsightsStoreError(error) ? `the replica is away (${error.message})` : 'the replica is away'),
    )
    const replica = (await withinTime(opened, OPEN_MS)) ?? away('the replica does not answer')
    if ('serves' in replica) return replica
    const itself = await withinTime(primary(), PATIENCE_MS)
    const standing =
      (await withinTime(replicaStanding(replica, itself ?? null), PATIENCE_MS)) ??
      // The database may be what does not answer: then the replica is all there is.
      (await withinTime(replicaStanding(replica, null), PATIENCE_MS))
    return standing === undefined ? away('the replica does not answer') : stateOf(standing, maxLagSeconds)
  }

  const look = async (open: () => Promise<Store>): Promise<ReplicaState> => {
    const state = await judge(open)
    if (state.message !== told) {
      if (state.message === null) logger.info('reads go to the replica again')
      else
        logger.warn(state.serves ? state.message : `${state.message}: reads go to the database itself`, {
          lagSeconds: state.lagSeconds,
        })
    }
    told = state.message
    return state
  }

  const lookAnew = async (open: () => Promise<Store>): Promise<ReplicaState> => {
    const state = await look(open)
    known = state
    knownUntil = clock() + (state.serves || state.lagSeconds !== null ? KNOWN_MS : AWAY_MS)
    looking = undefined
    return state
  }

  const replica = async (): Promise<ReplicaState | null> => {
    if (openReplica === undefined) return null
    if (known !== undefined && clock() < knownUntil) return known
    looking ??= lookAnew(openReplica)
    // One that was not read is not waited for: it may be what does not answer.
    return known?.serves === false ? known : await looking
  }

  const choose = async (): Promise<{ store: Store; isReplica: boolean }> => {
    const state = await replica()
    return state?.serves === true && openReplica !== undefined
      ? { store: await openedReplica(openReplica), isReplica: true }
      : { store: await primary(), isReplica: false }
  }

  /** Whether what failed at the replica may well succeed at the database itself. */
  const fallsBack = (error: unknown): boolean => {
    if (!isDatabaseAway(error) && !isRecoveryConflict(error)) return false
    logger.warn('the replica broke off a read: it is asked of the database itself', { error })
    if (isDatabaseAway(error)) knownUntil = 0
    return true
  }

  return {
    replica,
    store: async () => (await choose()).store,
    async read(work) {
      const { store, isReplica } = await choose()
      try {
        return await work(store)
      } catch (error) {
        if (!isReplica || !fallsBack(error)) throw error
        return await work(await primary())
      }
    },
    async *stream(open) {
      const { store, isReplica } = await choose()
      let begun = false
      try {
        for await (const batch of open(store)) {
          begun = true
          yield batch
        }
      } catch (error) {
        if (begun || !isReplica || !fallsBack(error)) throw error
        yield* open(await primary())
      }
    },
    async [Symbol.asyncDispose]() {
      await (await opening?.catch(() => undefined))?.close()
    },
  }
}

const away = (message: string): ReplicaState => ({ serves: false, lagSeconds: null, message })

function stateOf(standing: Awaited<ReturnType<typeof replicaStanding>>, maxLagSeconds: number): ReplicaState {
  if (standing.kind === 'same_server')
    return { serves: true, lagSeconds: 0, message: 'DATABASE_READ_URL leads to the database itself' }
  if (standing.kind === 'other_primary')
    return away(
      'DATABASE_READ_URL leads to a server that takes writes of its own, such as a promoted standby',
    )
  const { behindSeconds: lagSeconds } = standing
  if (lagSeconds === null)
    return { serves: true, lagSeconds, message: 'how far the replica is behind cannot be told' }
  if (lagSeconds <= maxLagSeconds) return { serves: true, lagSeconds, message: null }
  const message = `the replica is more than ${String(maxLagSeconds)} s behind`
  return { serves: false, lagSeconds, message }
}
