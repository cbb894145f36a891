import * as fc from 'fast-check'
import { addDays, type CalendarDate } from 'insights-transform'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { isAccountNotFoundError, isLeaseLostError, isRunNotRunningError } from '../../src/error-guards.ts'
import type { Lease } from '../../src/leases/leases.ts'
import type { Store } from '../../src/open-store.ts'
import type { RunBeginning } from '../../src/runs/begin-run.ts'
import {
  isOpen,
  isPending,
  LIFE_CYCLE,
  type RunEvent,
  retriesLeft,
  STATUSES_AFTER,
} from '../../src/runs/life-cycle.ts'
import type { RunRequest } from '../../src/runs/request-run.ts'
import { RETRY_POLICY } from '../../src/runs/retry-policy.ts'
import { RUN_OUTCOMES, type Run, type RunStatus } from '../../src/runs/run.ts'
import { tableIn } from '../../src/store-context.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { expireLease, hold, SCRAPE_DAY } from '../samples/held-run.ts'
import { ACCOUNT, accountInput, addAccount } from '../samples/sample-account.ts'
import { expireSession, inMinutes } from '../samples/stored-run.ts'
import { describeStores } from '../support/describe-stores.ts'
import { STORE_FLAVOURS } from '../support/store-flavours.ts'

/** What somebody does next. `pick` chooses among the runs that there are. */
type Act = typeof act extends fc.Arbitrary<infer Value> ? Value : never
const pick = fc.nat(3)
const flag = fc.boolean()
const when = fc.constantFrom(null, -1, 5)
const act = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('sync' as const), full: flag, scheduled: flag, early: flag }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('work' as const) }) },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('finish' as const), as: fc.constantFrom(...RUN_OUTCOMES), when }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('work_late' as const), pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('request' as const), full: flag }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('retry', 'cancel', 'postpone'), pick }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('release', 'die', 'schedule', 'wait', 'midnight') }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('expire', 'renew', 'disable', 'enable', 'remove') }),
  },
)

/** What chance seldom finds: a run that is tried again too often, and one whose rest is passed over by another. */
const RARE: Act[][] = [
  [0, 1, 2, 3, 4].flatMap((): Act[] => [
    { do: 'sync', full: false, scheduled: true, early: false },
    { do: 'finish', as: 'partial', when: -1 },
  ]),
  [
    { do: 'sync', full: false, scheduled: false, early: false },
    { do: 'finish', as: 'rate_limited', when: 5 },
    { do: 'sync', full: true, scheduled: false, early: true },
    { do: 'finish', as: 'failed', when: null },
    { do: 'work_late', pick: 1 },
  ],
]

/** What of the life cycle each may come to, for whichever run. */
const EVENTS: Readonly<Record<Act['do'], readonly RunEvent[]>> = {
  sync: ['begin', 'give_way', 'day_over'],
  work: ['begin', 'take_up', 'cancel', 'give_way', 'day_over'],
  work_late: ['begin', 'take_up', 'cancel', 'give_way', 'day_over'],
  finish: ['finish'],
  // A full one is asked for in place of what a dead holder was at.
  request: ['request', 'give_way'],
  retry: ['request', 'retry', 'give_way'],
  cancel: ['cancel'],
  postpone: ['postpone'],
  release: ['release'],
  die: [],
  schedule: ['withdraw'],
  wait: [],
  midnight: [],
  expire: [],
  renew: ['renew_session'],
  disable: [],
  enable: [],
  remove: ['remove_account'],
}

/** One account, whoever holds it, and the day that it is. */
class World {
  readonly store: Store
  /** All that beginning came to. */
  readonly told = new Set<RunBeginning['kind']>()
  today: CalendarDate = SCRAPE_DAY
  held: { lease: Lease; runId: string } | undefined

  constructor(store: Store) {
    this.store = store
  }

  runs(): Promise<Run[]> {
    return this.store.runs.list({ limit: 1000 })
  }

  async due(): Promise<string[]> {
    return (await this.store.runs.due({ today: this.today, limit: 100 })).map(({ runId }) => runId)
  }

  /** Takes the account and begins, as long as nobody has it. */
  async begin(how: { runId?: string; full?: boolean; trigger?: 'scheduled'; ignoreCoolDown?: boolean }) {
    if (this.held) return
    const lease = await hold(this.store)
    const begun = await this.store.runs.begin({ accountId: ACCOUNT, scrapeDay: this.today, lease, ...how })
    expectTrue(begun, how)
    this.told.add(begun.kind)
    if (begun.kind === 'started' || begun.kind === 'resumed') this.held = { lease, runId: begun.run.runId }
    else await lease.release()
    return begun
  }

  async letGo(): Promise<void> {
    const { held } = this
    this.held = undefined
    await held?.lease.release()
  }

  async do(what: Act): Promise<void> {
    const { store, held } = this
    const runs = await this.runs()
    const chosen = 'pick' in what ? runs[what.pick % Math.max(1, runs.length)]?.runId : undefined
    switch (what.do) {
      case 'sync':
        await this.begin({
          full: what.full,
          ignoreCoolDown: what.early,
          ...(what.scheduled ? { trigger: 'scheduled' } : {}),
        })
        return
      case 'work': {
        const [runId] = await this.due()
        if (runId === undefined || held) return
        const begun = await this.begin({ runId })
        expect(['started', 'resumed', 'cancelled', 'resting']).toContain(begun?.kind)
        return
      }
      case 'work_late':
        if (chosen !== undefined) await this.begin({ runId: chosen })
        return
      case 'request':
        expectTrue(await store.runs.request({ accountId: ACCOUNT, scrapeDay: this.today, full: what.full }))
        return
      case 'retry': {
        const asked = chosen && (await store.runs.retry(chosen, { today: this.today }))
        if (asked) expectTrue(asked)
        return
      }
      case 'cancel':
        if (chosen !== undefined) await store.runs.cancel(chosen)
        return
      case 'postpone':
        if (chosen !== undefined) await store.runs.postpone(chosen, inMinutes(10))
        return
      case 'finish': {
        if (!held) return
        const nextAttemptAt = what.when === null ? {} : { nextAttemptAt: inMinutes(what.when) }
        const late = what.as === 'rate_limited' ? { nextAttemptAt: inMinutes(5) } : nextAttemptAt
        await store.runs.finish({ ...held, status: what.as, ...(what.as === 'succeeded' ? {} : late) })
        return await this.letGo()
      }
      case 'release':
        if (held) await store.runs.release({ ...held, requestsDone: 1 })
        return await this.letGo()
      case 'die':
        await expireLease(store)
        return await this.letGo()
      case 'schedule':
        await store.runs.schedule({ today: this.today, slots: [new Date()], spreadSeconds: 1 })
        return
      case 'wait':
        await sql`
          UPDATE ${tableIn(store.schema, 'sync_runs')}
          SET next_attempt_at = next_attempt_at - interval '1 hour'`.execute(store.db)
        return
      case 'midnight':
        this.today = addDays(this.today, 1)
        return
      case 'expire':
        return await expireSession(store)
      case 'renew':
        await store.accounts.upsert(accountInput())
        return
      case 'remove':
        return await store.accounts.remove(ACCOUNT)
      default:
        await store.accounts.update(ACCOUNT, { isActive: what.do === 'enable' })
    }
  }

  /** Does something, and looks at what has become of every run. */
  async live(what: Act): Promise<void> {
    const before = await this.runs()
    try {
      await this.do(what)
    } catch (error) {
      // Of an account that was removed nothing is done any more.
      const removed = isAccountNotFoundError(error) || isLeaseLostError(error) || isRunNotRunningError(error)
      if (!removed) throw error
      await this.letGo()
    }
    const after = new Map((await this.runs()).map((run) => [run.runId, run]))
    for (const run of before) {
      const now = after.get(run.runId)
      after.delete(run.runId)
      if (!now) {
        expect([run.status, run.startedAt, run.trigger, what.do]).toEqual([
          'queued',
          null,
          'scheduled',
          'schedule',
        ])
        continue
      }
      const decisions = EVENTS[what.do].flatMap(
        (event) => STATUSES_AFTER[LIFE_CYCLE[run.status][event]] ?? [],
      )
      expect([run.status, ...decisions]).toContain(now.status)
      expect(now.retries).toBeLessThanOrEqual(RETRY_POLICY.maxRetries)
    }
    for (const { status } of after.values()) expect(['queued', 'running']).toContain(status)
    await this.expectNoneLost()
  }

  /** Whatever has to go on is carried out, due, or waits for its time; and nothing else is. */
  async expectNoneLost(): Promise<void> {
    const { store, today, held } = this
    const runs = await this.runs()
    expect(runs.filter(isOpen).length).toBeLessThanOrEqual(1)
    const account = await store.accounts.get(ACCOUNT)
    const due = await this.due()
    const now = new Date()
    for (const run of runs) {
      const usable =
        account?.deletedAt === null &&
        account.credentialStatus !== 'expired' &&
        (account.isActive || run.trigger === 'manual')
      const comesDue = LIFE_CYCLE[run.status].come_due
      const itsDay = isOpen(run) || comesDue === 'send' || run.scrapeDay === today
      const newest = isOpen(run) || run.runId === runs[0]?.runId
      const goesOn = isPending(run) && itsDay && newest && retriesLeft(run) !== 0
      const carriedOut = run.status === 'running' && held?.runId === run.runId
      const waits = run.status !== 'running' && run.nextAttemptAt !== null && run.nextAttemptAt > now
      const isDue = due.includes(run.runId)
      expect({ ...run, isDue }).toEqual({ ...run, isDue: usable && goesOn && !carriedOut && !waits })
    }
  }
}

/** Nothing is told as what it is not. */
function expectTrue(told: RunBeginning | RunRequest, how: { runId?: string } = {}): void {
  if (told.run === null) return
  const { run, kind } = told
  switch (kind) {
    case 'started':
      return expect(run).toMatchObject({ status: 'running', attempts: 1, finishedAt: null })
    case 'resumed':
      expect(run.attempts).toBeGreaterThan(1)
      return expect(run).toMatchObject({
        status: 'running',
        finishedAt: null,
        nextAttemptAt: null,
        error: null,
      })
    case 'nothing_missing':
      return expect(run.status).toBe('succeeded')
    case 'retries_spent':
      expect(['partial', 'failed']).toContain(run.status)
      return expect(run.retries).toBe(RETRY_POLICY.maxRetries)
    case 'superseded':
      expect(run.runId).toBe(how.runId)
      expect(told.by.runId).not.toBe(run.runId)
      return expect(told.by.createdAt.getTime()).toBeGreaterThanOrEqual(run.createdAt.getTime())
    case 'cancelled':
      return expect(run.status).toBe('cancelled')
    case 'ended':
      expect(run.runId).toBe(how.runId)
      expect(['partial', 'failed', 'auth_failed', 'rate_limited']).toContain(run.status)
      expect(retriesLeft(run)).not.toBe(0)
      return expect(run.nextAttemptAt).toBeNull()
    case 'resting':
      expect(run.status).toBe('rate_limited')
      expect(told.notBefore).toEqual(run.nextAttemptAt)
      return expect(told.notBefore.getTime()).toBeGreaterThan(Date.now() - 1000)
    case 'not_due':
      expect(run.runId).toBe(how.runId)
      return expect(told.notBefore).toEqual(run.nextAttemptAt)
    case 'queued':
      return expect(run.status).not.toBe('succeeded')
    // open
    default:
      return expect(run.status).not.toBe('succeeded')
  }
}

describeStores(
  (_name, open) => {
    const empty = emptiedStore(open)

    test('whatever happens, each run is what the life cycle says, none is lost, and the account goes on', async () => {
      const told = new Set<RunBeginning['kind']>()
      const seen = new Set<RunStatus>()
      await fc.assert(
        fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 30 }), async (acts) => {
          const world = new World(await empty())
          await addAccount(world.store)
          for (const what of acts) await world.live(what)
          await world.letGo()
          await world.do({ do: 'renew' })
          await world.do({ do: 'wait' })
          const begun = await world.begin({ full: true })
          expect(['started', 'resumed']).toContain(begun?.kind)
          await world.live({ do: 'finish', as: 'succeeded', when: null })
          for (const kind of world.told) told.add(kind)
          for (const { status } of await world.runs()) seen.add(status)
        }),
        { numRuns: 60, seed: 11, examples: RARE.map((acts) => [acts]) },
      )
      // Else it would not have been looked at.
      expect([...seen].sort()).toEqual([...RUN_OUTCOMES].sort())
      expect([...told].sort()).toEqual([
        'cancelled',
        'ended',
        'not_due',
        'nothing_missing',
        'resting',
        'resumed',
        'retries_spent',
        'started',
        'superseded',
      ])
    })
  },
  STORE_FLAVOURS.slice(0, 1),
)
