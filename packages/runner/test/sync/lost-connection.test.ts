import { Readable } from 'node:stream'
import type { Store } from 'insights-store-timescale'
import { utcDateOf } from 'insights-transform'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { memoryStore, simulatorFor, syncAll } from '../support/sync-bench.ts'

const ACCOUNT = '310000002'
const accounts = [{ accountId: ACCOUNT, listings: [{ internalName: 'Loft' }] }]

/** The parts of a store that a run uses, but for leases, which are renewed on a timer of their own. */
const PARTS = new Set(['accounts', 'accountMetrics', 'clock', 'listings', 'metrics', 'pauses', 'runs'])
/** What is tried again by the store itself, which asks first whether the first try has taken effect; and what a timer does. */
const BY_ITSELF = new Set(['begin', 'plan', 'finish', 'writeOff', 'recordRequests'])

let store: Store
beforeAll(async () => {
  store = await memoryStore()
})
afterAll(() => store.close())

/** The store, whose connection is lost at the `at`th time that it is asked something; names what that was. */
function losing(at: number) {
  const lost: string[] = []
  let asked = 0
  const guarded = (target: object, name: string, prefix: string): unknown => {
    const value: unknown = Reflect.get(target, name)
    if (typeof value !== 'function' || BY_ITSELF.has(name)) return value
    return (...args: unknown[]): unknown => {
      asked += 1
      if (asked !== at) return Reflect.apply(value, target, args)
      lost.push(`${prefix}${name}`)
      const error = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
      return name.startsWith('stream') ? breaking(error) : Promise.reject(error)
    }
  }
  const handler = (parts: ReadonlySet<string> | null, prefix: string): ProxyHandler<object> => ({
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof name !== 'string' || (parts !== null && !parts.has(name))) return value
      if (typeof value === 'object' && value !== null) return new Proxy(value, handler(null, `${name}.`))
      return guarded(target, name, prefix)
    },
  })
  return { store: new Proxy(store, handler(PARTS, '')) as Store, lost }
}

const breaking = (error: Error): AsyncIterable<unknown> =>
  new Readable({
    objectMode: true,
    read() {
      this.destroy(error)
    },
  })

test('a run whose connection is lost at any one question goes on with the next one', async () => {
  const met = new Set<string>()
  for (let at = 1; ; at += 1) {
    await store.accounts.remove(ACCOUNT, { purge: true }).catch(() => {})
    await using simulator = await simulatorFor(store, { accounts, today: utcDateOf(new Date()) })
    const { store: shaky, lost } = losing(at)
    const { first } = await syncAll(store, simulator, {
      store: shaky,
      lookbackWeeks: 1,
      lookaheadWeeks: 0,
    })
    expect(first, `without ${lost.join()}`).toMatchObject({
      status: 'succeeded',
      error: null,
    })
    if (lost.length === 0) break
    for (const name of lost) met.add(name)
  }
  expect([...met]).toEqual(expect.arrayContaining(['clock', 'listings.list', 'runs.lastBaseDay']))
})
