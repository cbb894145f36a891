import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Store } from '../../src/open-store.ts'
import { tableIn } from '../../src/store-context.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { addAccount } from '../samples/sample-account.ts'
import { describeStores } from '../support/describe-stores.ts'

const [A, B, C] = ['1', '2', '3'] as const
const HOME = { network: 'home', site: 'https://www.airbnb.com' }
const of = (accountId: string) => ({ ...HOME, accountId })
const wall = (accountId: string, retryAfterMs: number | null = null) => ({
  ...of(accountId),
  reason: 'bot_wall',
  retryAfterMs,
})

describeStores((_name, open) => {
  const empty = emptiedStore(open)
  let store: Store

  beforeEach(async () => {
    store = await empty()
    await store.db.deleteFrom('pauses').execute()
    await store.db.deleteFrom('site_answers').execute()
    for (const accountId of [A, B, C]) await addAccount(store, accountId)
  })

  /** Lets so many milliseconds of all pauses pass. */
  const elapse = (ms: number) =>
    sql`
      UPDATE ${tableIn(store.schema, 'pauses')} SET
        next_probe_at = next_probe_at - ${ms}::float8 * interval '1 millisecond',
        ended_at = ended_at - ${ms}::float8 * interval '1 millisecond'`.execute(store.db)
  const kinds = async (...accounts: string[]) => {
    const found: string[] = []
    for (const accountId of accounts) found.push((await store.pauses.look(of(accountId))).kind)
    return found
  }
  const passes = async (...accounts: string[]) => {
    const found = await Promise.all(accounts.map((account) => store.pauses.pass(of(account))))
    return found.map((pass) => (pass.kind === 'open' ? { tell: pass.tell } : pass.kind))
  }
  const age = (ms: number) =>
    sql`
      UPDATE ${tableIn(store.schema, 'site_answers')} SET
        answered_at = answered_at - ${ms}::float8 * interval '1 millisecond',
        scout_until = scout_until - ${ms}::float8 * interval '1 millisecond'`.execute(store.db)
  /** A meets the wall, and B finds that there is none. */
  const lift = async () => {
    await store.pauses.meet(wall(A))
    await elapse(60_000)
    await store.pauses.pass(of(B))
    await store.pauses.answered(of(B))
  }
  /** To half a minute: asking takes time as well. */
  const waitSeconds = async () => {
    const [pause] = await store.pauses.list()
    const waitMs = (pause?.nextProbeAt.getTime() ?? 0) - (await store.clock()).getTime()
    return Math.round(waitMs / 30_000) * 30
  }

  test('the first wall stops everybody of the network before that site, and nobody else', async () => {
    expect(await kinds(A, B)).toEqual(['open', 'open'])
    const { pause, started } = await store.pauses.meet(wall(A))
    expect(started).toBe(true)
    expect(pause).toMatchObject({ ...HOME, accountId: null, reason: 'bot_wall', failures: 1 })
    expect(await store.pauses.list()).toEqual([pause])
    expect(await store.pauses.list({ network: 'elsewhere' })).toEqual([])
    expect(await kinds(A, B, C)).toEqual(['paused', 'paused', 'paused'])
    expect(await store.pauses.pass({ ...of(B), network: 'elsewhere' })).toMatchObject({ kind: 'open' })
    expect(await store.pauses.pass({ ...of(B), site: 'https://www.airbnb.de' })).toMatchObject({
      kind: 'open',
    })
    expect(await waitSeconds()).toBe(60)
  })

  test('those who had asked before it began change nothing', async () => {
    const { pause } = await store.pauses.meet(wall(A))
    expect(await store.pauses.meet(wall(B))).toEqual({ pause, started: false })
    expect(await store.pauses.answered(of(C))).toEqual([])
    expect(await store.pauses.list()).toEqual([pause])
  })

  test('of many who meet it at once, one begins it', async () => {
    const met = await Promise.all([A, B, C, A, B, C].map((account) => store.pauses.meet(wall(account))))
    expect(met.filter(({ started }) => started)).toHaveLength(1)
    expect(await store.pauses.list()).toHaveLength(1)
  })

  test('once its wait is over, one request goes out, and of another account than the one that met it', async () => {
    await store.pauses.meet(wall(A))
    await elapse(60_000)
    expect(await kinds(A, B)).toEqual(['paused', 'probe'])
    const taken = await Promise.all([B, C, A, B, C].map((account) => store.pauses.pass(of(account))))
    expect(taken.filter(({ kind }) => kind === 'probe')).toHaveLength(1)
    expect(await kinds(A, B, C)).toEqual(['paused', 'paused', 'paused'])
  })

  test('while it is out the others are told that its answer may come, and no longer where it does not', async () => {
    const probed = async (accountId: string) => {
      const pass = await store.pauses.look(of(accountId))
      return pass.kind === 'paused' ? pass.probed : pass.kind
    }
    await store.pauses.meet(wall(A))
    expect(await probed(C)).toBe(false)
    await elapse(60_000)
    await store.pauses.pass(of(B))
    expect([await probed(A), await probed(B), await probed(C)]).toEqual([true, false, true])
    await elapse(30_000)
    expect([await probed(A), await probed(C)]).toEqual([false, false])
    await elapse(30_000)
    await store.pauses.pass(of(C))
    await store.pauses.meet(wall(C))
    expect([await probed(A), await probed(B)]).toEqual([false, false])
  })

  test('the one that met it has its turn where nobody else takes it', async () => {
    await store.pauses.meet(wall(A))
    await elapse(60_000)
    const pass = await store.pauses.look(of(A))
    expect(pass).toMatchObject({ kind: 'paused' })
    await elapse(10_000)
    expect(await kinds(A)).toEqual(['probe'])
  })

  test('and at once where there is nobody else', async () => {
    for (const accountId of [B, C]) await store.accounts.remove(accountId)
    await store.pauses.meet(wall(A))
    await elapse(60_000)
    expect(await kinds(A)).toEqual(['probe'])
  })

  test('a probe that is answered ends it for all, and says so once', async () => {
    await store.pauses.meet(wall(A))
    await elapse(60_000)
    expect(await store.pauses.pass(of(B))).toMatchObject({ kind: 'probe' })
    expect(await store.pauses.answered(of(C))).toEqual([])
    expect(await store.pauses.answered(of(B))).toMatchObject([{ ...HOME, accountId: null }])
    expect(await store.pauses.answered(of(B))).toEqual([])
    expect(await store.pauses.list()).toEqual([])
    expect(await kinds(A, B, C)).toEqual(['open', 'open', 'open'])
  })

  test('a probe that meets it again makes it longer, up to a quarter of an hour', async () => {
    await store.pauses.meet(wall(A))
    const waits: number[] = []
    for (const prober of [B, C, B, C, B]) {
      await elapse(3_600_000)
      expect(await store.pauses.pass(of(prober))).toMatchObject({ kind: 'probe' })
      expect(await store.pauses.meet(wall(prober))).toMatchObject({ started: false })
      waits.push(await waitSeconds())
    }
    expect(waits).toEqual([120, 240, 480, 900, 900])
    expect(await store.pauses.list()).toMatchObject([{ failures: 6 }])
  })

  test('so does one that nothing answered; the answer’s own wish goes before', async () => {
    await store.pauses.meet(wall(A, 300_000))
    expect(await waitSeconds()).toBe(300)
    await elapse(300_000)
    await store.pauses.pass(of(B))
    await store.pauses.unanswered(of(B))
    expect(await waitSeconds()).toBe(120)
  })

  test('a prober that died leaves its turn to another after a minute', async () => {
    await store.pauses.meet(wall(A))
    await elapse(60_000)
    await store.pauses.pass(of(B))
    await elapse(59_000)
    expect(await kinds(C)).toEqual(['paused'])
    await elapse(1_000)
    expect(await store.pauses.pass(of(C))).toMatchObject({ kind: 'probe' })
  })

  describe('where it is not known whether the site answers', () => {
    test('one asks first, and the others wait for its answer', async () => {
      const found = await passes(A, B, C, A, B)
      expect(found.filter((pass) => pass === 'wait')).toHaveLength(4)
      expect(found).toContainEqual({ tell: true })
      await store.pauses.answered(of(A))
      expect(await passes(B, C)).toEqual([{ tell: false }, { tell: false }])
    })

    test('and pause where that is a wall', async () => {
      await passes(A)
      await store.pauses.meet(wall(A))
      expect(await passes(B, C)).toEqual(['paused', 'paused'])
    })

    test('and another one asks first where it gets none, or has died', async () => {
      await passes(A)
      await store.pauses.unanswered(of(A))
      expect(await passes(B)).toEqual([{ tell: true }])
      await age(29_000)
      expect(await passes(C)).toEqual(['wait'])
      await age(1_000)
      expect(await passes(C)).toEqual([{ tell: true }])
    })

    test('an answer is told again from time to time, and is forgotten after ten minutes', async () => {
      await store.pauses.answered(of(A))
      await age(61_000)
      expect(await passes(A, B)).toEqual([{ tell: true }, { tell: true }])
      await age(9 * 60_000)
      expect(await passes(A)).toEqual([{ tell: true }])
      expect(await passes(B)).toEqual(['wait'])
    })
  })

  describe('one account alone', () => {
    test('that meets the wall again rests by itself, and the others go on', async () => {
      await lift()
      expect(await store.pauses.meet(wall(A))).toMatchObject({ started: true, pause: { accountId: A } })
      expect(await kinds(A, B, C)).toEqual(['paused', 'open', 'open'])
      await elapse(60_000)
      expect(await store.pauses.pass(of(A))).toMatchObject({ kind: 'probe' })
      await store.pauses.meet(wall(A))
      expect(await waitSeconds()).toBe(120)
      await elapse(120_000)
      await store.pauses.pass(of(A))
      expect(await store.pauses.answered(of(A))).toMatchObject([{ accountId: A }])
      expect(await kinds(A)).toEqual(['open'])
    })

    test('is not alone where another one meets it as well', async () => {
      await lift()
      await store.pauses.meet(wall(A))
      expect(await store.pauses.meet(wall(C))).toMatchObject({ started: true, pause: { accountId: null } })
      expect(await kinds(A, B, C)).toEqual(['paused', 'paused', 'paused'])
    })

    test('does not stop everybody each day, but may after a while', async () => {
      await lift()
      await elapse(24 * 3_600_000)
      expect(await store.pauses.meet(wall(A))).toMatchObject({ pause: { accountId: A } })
      await store.db.deleteFrom('pauses').where('account_id', '=', A).execute()
      await elapse(24 * 3_600_000)
      expect(await store.pauses.meet(wall(A))).toMatchObject({ pause: { accountId: null } })
    })

    test('rests no longer once it is removed', async () => {
      await lift()
      await store.pauses.meet(wall(A))
      await store.accounts.remove(A)
      expect(await store.pauses.list()).toEqual([])
    })
  })
})
