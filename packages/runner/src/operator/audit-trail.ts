import type { NewOperatorEvent, Store } from 'insights-store-timescale'
import type { Logger } from 'insights-transform'
import pLimit from 'p-limit'
import type { ClusterEvent } from './cluster/publish-event.ts'

/** Something that the operator did, or could not do. */
export interface AuditEntry extends Omit<NewOperatorEvent, 'operator' | 'object'> {
  /** The object that it is about; the operator's own Deployment where there is none. */
  readonly regarding: { readonly name: string; readonly uid: string | undefined } | null
  /** Whether the log has it already, in other words. @defaultValue false */
  readonly isLogged?: boolean
}

/** Tells what the operator does, in three places: the database, the cluster's events, and the log. */
export interface AuditTrail {
  /** Resolves once it is in the database, or waits for that to answer again. Never rejects. */
  tell(entry: AuditEntry): Promise<void>
  /** Resolves once all that was told is out, as far as that is possible. */
  settle(): Promise<void>
}

/** Where it is told. */
interface AuditOptions {
  readonly store: Pick<Store, 'operator'>
  readonly operator: string
  readonly namespace: string
  /** Publishes an event in the cluster. */
  readonly publish: (event: ClusterEvent) => Promise<void>
  /** It could be published, or why not. */
  readonly onPublished: (error: unknown) => void
  /** The operator's own Deployment, once it is known. */
  readonly own: () => AuditEntry['regarding']
  readonly logger: Logger
}

const BATCH = 200
const PUBLISHED_AT_A_TIME = 8
/** While the database is away, older entries than so many are in the log alone. */
const MOST_WAITING = 10_000

/** A session that works is told by the worker that is made next: one call to the API server less for each account. */
const QUIET: ReadonlySet<AuditEntry['kind']> = new Set(['check_passed'])

const BAD: ReadonlySet<AuditEntry['kind']> = new Set(['check_failed', 'refused', 'failed'])

/** Opens the audit trail of one operator. */
export function openAuditTrail(options: AuditOptions): AuditTrail {
  const { store, operator, namespace, logger } = options
  const waiting: NewOperatorEvent[] = []
  let writing: Promise<void> | undefined
  const limit = pLimit(PUBLISHED_AT_A_TIME)
  const publishing = new Set<Promise<void>>()

  const write = async (): Promise<void> => {
    // All that is told in one turn of the event loop is one statement.
    await Promise.resolve()
    try {
      while (waiting.length > 0) {
        const batch = waiting.slice(0, BATCH)
        await store.operator.record(batch)
        waiting.splice(0, batch.length)
      }
    } catch (error) {
      logger.warn('what was done could not be recorded; it is tried again with the next', { error })
      waiting.splice(0, waiting.length - MOST_WAITING)
    } finally {
      writing = undefined
    }
  }

  const publish = (entry: AuditEntry): void => {
    const regarding = entry.regarding ?? options.own()
    if (regarding === null || QUIET.has(entry.kind)) return
    const reason = pascalCase(entry.kind)
    const type = BAD.has(entry.kind) ? 'Warning' : 'Normal'
    const event = {
      regarding,
      type,
      reason,
      action: reason,
      note: entry.message,
      instance: operator,
    } as const
    const published = limit(() => options.publish(event)).then(
      () => options.onPublished(null),
      options.onPublished,
    )
    publishing.add(published)
    void published.then(() => publishing.delete(published))
  }

  const record = (): Promise<void> => {
    writing ??= write()
    return writing
  }

  return {
    tell(entry) {
      const { kind, accountId, message, regarding } = entry
      const object = regarding === null ? null : `${namespace}/${regarding.name}`
      const fields = { kind, accountId, ...(object !== null && { object }) }
      if (entry.isLogged !== true) logger[BAD.has(kind) ? 'warn' : 'info'](message, fields)
      waiting.push({ kind, operator, accountId, object, message })
      publish(entry)
      return record()
    },
    async settle() {
      await Promise.all([record(), ...publishing])
    },
  }
}

/** The way in which Kubernetes writes reasons: `PutToSleep`. */
function pascalCase(kind: string): string {
  return kind.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
