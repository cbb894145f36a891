import type { ChildProcess } from 'node:child_process'
import { openSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { Fault, Simulator } from 'airbnb-insights-client/simulator'
import type { RoundDatabase, RoundServer } from './databases.ts'
import type { SeededRandom } from './seeded-random.ts'

/** What a fault can reach. */
export interface FaultReach {
  readonly random: SeededRandom
  readonly simulator: Simulator
  readonly database: RoundDatabase
  readonly server: RoundServer
  /** Syncs to the end in another process, as if somebody had started one. */
  readonly syncElsewhere: () => Promise<void>
  /** Lets the time pass after which a lease that nobody renews is free. */
  readonly expireLeases: () => Promise<void>
}

/** A fault that has been made ready. */
export interface ReadyFault {
  readonly env?: Readonly<Record<string, string>>
  readonly nodeArgs?: readonly string[]
  readonly stdoutFile?: number
  /** Whether the command cannot end well, whatever it has stored. */
  readonly mustFail?: boolean
  /** What happens once so many requests have been made. */
  strike?(child: ChildProcess): Promise<void> | void
}

/** Something that goes wrong in a round. */
export interface ChaosFault {
  readonly name: string
  readonly on: 'embedded' | 'server' | 'both'
  /** The size that the embedded database's disk is to have beyond what it needs at first. */
  readonly freeBytes?: (random: SeededRandom) => number
  ready(reach: FaultReach): ReadyFault
}

const SHIFTED_CLOCK = new URL('shifted-clock.ts', import.meta.url).href
const DAY = 86_400_000

/** Something wrong with the API's answers, a few times or for ever. */
const answers = (name: string, fault: (random: SeededRandom) => Fault): ChaosFault => ({
  name,
  on: 'both',
  ready({ random, simulator }) {
    const times = random.pick([1, 2, 5, Number.POSITIVE_INFINITY])
    simulator.addFault({ ...fault(random), times, when: { afterRequests: random.between(0, 25) } })
    return { env: { AIRBNB_TIMEOUT_MS: '400' } }
  },
})

/** Kinds of fault, each as likely as the others. */
export const CHAOS_FAULTS: readonly ChaosFault[] = [
  {
    name: 'kill -9',
    on: 'both',
    ready: () => ({ strike: (child) => void child.kill('SIGKILL') }),
  },
  {
    name: 'SIGTERM',
    on: 'both',
    ready: () => ({ strike: (child) => void child.kill('SIGTERM') }),
  },
  {
    name: 'SIGSTOP past the lease, another goes on meanwhile',
    on: 'server',
    ready: ({ expireLeases, syncElsewhere }) => ({
      async strike(child) {
        child.kill('SIGSTOP')
        await expireLeases()
        await syncElsewhere()
        child.kill('SIGCONT')
      },
    }),
  },
  {
    name: 'SIGSTOP for a moment',
    on: 'both',
    ready: ({ random }) => ({
      async strike(child) {
        child.kill('SIGSTOP')
        await delay(random.between(10, 800))
        child.kill('SIGCONT')
      },
    }),
  },
  {
    name: 'connections to the database cut',
    on: 'server',
    ready: ({ database }) => ({
      strike: () => {
        database.line?.cut()
        database.line?.mend()
      },
    }),
  },
  {
    name: 'connections to the database frozen',
    on: 'server',
    ready: ({ database }) => ({ strike: () => database.line?.freeze() }),
  },
  {
    name: 'database server restarted',
    on: 'server',
    ready: ({ server }) => ({ strike: () => server.restart() }),
  },
  {
    name: 'disk of the embedded database full',
    on: 'embedded',
    freeBytes: (random) => random.between(0, 3_000_000),
    ready: () => ({}),
  },
  {
    name: 'stdout full',
    on: 'both',
    ready: () => ({ stdoutFile: openSync('/dev/full', 'w'), mustFail: true }),
  },
  {
    name: 'clock off from the start',
    on: 'both',
    ready: ({ random }) => ({
      nodeArgs: ['--import', SHIFTED_CLOCK],
      env: {
        CHAOS_CLOCK_MS: String(random.pick([-4 * DAY, -DAY, 3_600_000, DAY, 4 * DAY])),
        CHAOS_CLOCK_AFTER_MS: '0',
      },
    }),
  },
  {
    name: 'clock jumps in mid-sync',
    on: 'both',
    ready: ({ random }) => ({
      nodeArgs: ['--import', SHIFTED_CLOCK],
      env: {
        CHAOS_CLOCK_MS: String(random.pick([-DAY, 3_600_000, DAY])),
        CHAOS_CLOCK_AFTER_MS: String(random.between(200, 900)),
      },
    }),
  },
  answers('a page instead of an answer', () => ({ kind: 'html' })),
  answers('HTTP 403, 429, 500 or 503', (random) => ({
    kind: 'status',
    status: random.pick([403, 429, 500, 503]),
    retryAfter: 1,
  })),
  answers('connection to the API cut', () => ({ kind: 'reset' })),
  answers('an answer that never comes', () => ({ kind: 'hang' })),
  answers('an answer that does not fit', () => ({ kind: 'malformed' })),
  answers('a session that has ended', () => ({ kind: 'session_expired' })),
  answers('cookies that rotate', () => ({ kind: 'rotate_cookies', graceRequests: 3 })),
]
