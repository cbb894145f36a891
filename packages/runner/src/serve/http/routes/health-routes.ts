import { withinTime } from '../../../waiting/within-time.ts'
import type { HttpServer } from '../http-server.ts'
import type { ReadinessReport } from '../http-server-options.ts'
import { json } from '../openapi/route-documentation.ts'
import { health, liveness, readiness } from '../schemas/health.ts'
import type { RouteContext } from './route-context.ts'

/** How long a probe waits for the database. */
const HEALTH_TIMEOUT_MS = 1_500
const READINESS_TIMEOUT_MS = 3_000

/** Probes: open to all, not counted by the rate limit, and answered whatever the database does. */
export function addHealthRoutes(app: HttpServer, context: RouteContext): void {
  const { mode, accountId, scheduler } = context
  const config = { access: 'open', rateLimit: false, quiet: true } as const
  const initialSync = new InitialSync(context)

  app.get(
    '/health',
    {
      config,
      exposeHeadRoute: true,
      schema: {
        operationId: 'getHealth',
        tags: ['Service'],
        summary: 'How the process is',
        description: 'Answers within two seconds whatever the database does.',
        response: { 200: json('The process answers.', health) },
      },
    },
    async () => {
      const state = scheduler()
      return {
        status: 'ok' as const,
        mode,
        account_id: accountId,
        initial_sync_complete: await initialSync.isComplete(),
        scheduler: state && {
          state: state.state,
          next_run_at: state.nextRunAt,
          last_pass_at: state.lastPassAt,
        },
        pauses: await pausesNow(context),
      }
    },
  )

  app.get(
    '/health/live',
    {
      config,
      exposeHeadRoute: true,
      schema: {
        operationId: 'getLiveness',
        tags: ['Service'],
        summary: 'Whether the process answers',
        description: 'Restart it where it does not.',
        response: { 200: json('It answers.', liveness) },
      },
    },
    () => ({ status: 'ok' as const }),
  )

  app.get(
    '/health/ready',
    {
      config,
      exposeHeadRoute: true,
      schema: {
        operationId: 'getReadiness',
        tags: ['Service'],
        summary: 'Whether the process can work',
        description:
          'The database answers and takes rows (some are written and taken back), its migrations are up to date, the queue is there, what is due has been looked for lately, and so has the database heard of each run in hand. No pooler in transaction mode stands before it.',
        response: { 200: json('It can.', readiness), 503: json('It cannot.', readiness) },
      },
    },
    async (_request, reply) => {
      const { ready, checks } = (await withinTime(context.readiness(), READINESS_TIMEOUT_MS)) ?? UNKNOWN
      return await reply
        .code(ready ? 200 : 503)
        .send({ status: ready ? 'ready' : 'not_ready', checks: { ...checks } })
    },
  )
}

/** Null where the database cannot tell now. */
async function pausesNow({ store }: Pick<RouteContext, 'store'>) {
  const pauses = await withinTime(store.pauses.list(), HEALTH_TIMEOUT_MS).catch(() => undefined)
  if (pauses === undefined) return null
  return pauses.map((pause) => ({
    network: pause.network,
    site: pause.site,
    account_id: pause.accountId,
    reason: pause.reason,
    since: pause.since,
    next_probe_at: pause.nextProbeAt,
  }))
}

const silent = { ok: false, message: 'no answer in time' }
const UNKNOWN: ReadinessReport = {
  ready: false,
  checks: { database: silent, migrations: silent, queue: silent, scheduler: silent },
}

/** Whether a first sync has ended well: once it has, that stays so. Probes that come together ask once. */
class InitialSync {
  readonly #context: Pick<RouteContext, 'store' | 'accountId'>
  #complete = false
  #asked: Promise<boolean | undefined> | undefined

  constructor(context: Pick<RouteContext, 'store' | 'accountId'>) {
    this.#context = context
  }

  /** Null where the database cannot tell now. */
  async isComplete(): Promise<boolean | null> {
    if (this.#complete) return true
    this.#asked ??= this.#ask()
    return (await this.#asked) ?? null
  }

  async #ask(): Promise<boolean | undefined> {
    const { store, accountId } = this.#context
    try {
      const complete = await withinTime(
        store.runs.initialSyncComplete(accountId ?? undefined),
        HEALTH_TIMEOUT_MS,
      )
      this.#complete = complete === true
      return complete
    } finally {
      this.#asked = undefined
    }
  }
}
