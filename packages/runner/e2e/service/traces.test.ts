import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { OtlpReceiver, type ReceivedSpan } from '../../../../scripts/otlp-receiver.ts'
import { timescaleAvailable } from '../../../../scripts/test-database.ts'
import { ADMIN_KEY, ServiceWorld } from './service-world.ts'
import type { SpawnedService } from './spawned-service.ts'

const [ASKED, SCHEDULED] = ['310000071', '310000072'] as const
/** The numbers of a process, in a form that is accepted. */
const metricsOf = ({ url }: SpawnedService, accept: string): Promise<Response> =>
  fetch(`${url}/metrics`, { headers: { 'X-API-Key': ADMIN_KEY, accept } })

/** The caller's own trace, and his span in it. */
const [CALLERS_TRACE, CALLERS_SPAN] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'] as const

describe.runIf(timescaleAvailable())('an admin process and a worker, traced', () => {
  let world: ServiceWorld
  let receiver: OtlpReceiver
  let env: Record<string, string>
  let admin: SpawnedService
  let worker: SpawnedService
  beforeAll(async () => {
    receiver = await OtlpReceiver.start()
    world = await ServiceWorld.make({
      accounts: [ASKED, SCHEDULED].map((accountId) => ({ accountId, listings: 1 })),
    })
    await world.store.accounts.update(SCHEDULED, { isActive: false })
    env = {
      LOOKBACK_WEEKS: '1',
      LOOKAHEAD_WEEKS: '0',
      HORIZON_WEEKS: '0',
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_BSP_SCHEDULE_DELAY: '50',
    }
    admin = await world.serve('admin', { ...env, OTEL_SERVICE_NAME: 'admin' })
  })
  afterAll(async () => {
    await world[Symbol.asyncDispose]()
    await receiver[Symbol.asyncDispose]()
  })

  const ask = (method: string, path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${admin.url}${path}`, { method, headers: { 'X-API-Key': ADMIN_KEY, ...headers } })

  /** The span of a run of the account, once it has ended and arrived. */
  async function runOf(accountId: string): Promise<ReceivedSpan> {
    const find = () =>
      receiver
        .named('sync account')
        .find(({ attributes }) => attributes['airbnb_insights.account.id'] === accountId)
    await world.until(() => find() !== undefined)
    return find()!
  }

  const path = (span: ReceivedSpan | undefined): string[] =>
    span === undefined ? [] : [`${span.name} (${span.kind})`, ...path(receiver.parentOf(span))]

  test('a run that somebody asks for goes on with the trace of who asked, over route and queue', async () => {
    const traceparent = `00-${CALLERS_TRACE}-${CALLERS_SPAN}-01`
    const asked = await ask('POST', `/api/v1/accounts/${ASKED}/sync`, { traceparent })
    expect(asked.status).toBe(202)
    // Only now, or it would be the schedule that asks.
    worker = await world.serve('worker', { ...env, OTEL_SERVICE_NAME: 'worker' })
    const run = await runOf(ASKED)
    await world.until(() => receiver.named('POST /api/v1/accounts/:account_id/sync').length === 1)
    await world.until(() => receiver.named('process sync').length === 1)
    expect(path(run)).toEqual([
      'sync account (internal)',
      'process sync (consumer)',
      'insert sync (producer)',
      'POST /api/v1/accounts/:account_id/sync (server)',
    ])
    expect(run).toMatchObject({ traceId: CALLERS_TRACE, links: [], resource: { 'service.name': 'worker' } })
    const [route] = receiver.named('POST /api/v1/accounts/:account_id/sync')
    expect(route).toMatchObject({
      parentSpanId: CALLERS_SPAN,
      failed: false,
      resource: { 'service.name': 'admin' },
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/api/v1/accounts/:account_id/sync',
        'http.response.status_code': 202,
        'url.path': `/api/v1/accounts/${ASKED}/sync`,
        'url.scheme': 'http',
      },
    })
    const { run_id: runId } = (await asked.json()) as { run_id: string }
    expect(await (await ask('GET', `/api/v1/runs/${runId}`)).json()).toMatchObject({
      status: 'succeeded',
      otel_trace_id: CALLERS_TRACE,
    })
  })

  test('a run of the schedule has a trace of its own, linked to the hand-over', async () => {
    await world.store.accounts.update(SCHEDULED, { isActive: true })
    const run = await runOf(SCHEDULED)
    expect(run.parentSpanId).toBe('')
    const linked = () => receiver.spans.find(({ spanId }) => spanId === run.links[0]?.spanId)
    await world.until(() => linked() !== undefined)
    expect(path(linked())).toEqual(['process sync (consumer)', 'insert sync (producer)'])
    expect(linked()?.traceId).not.toBe(run.traceId)
    expect(await world.onlyRun(SCHEDULED)).toMatchObject({ trigger: 'scheduled', otelTraceId: run.traceId })
  })

  test('an answer that says no names its trace, and so does the log', async () => {
    const answer = await ask('GET', '/api/v1/accounts/310000999')
    const { error } = (await answer.json()) as { error: Record<string, string> }
    await world.until(() => receiver.spans.some(({ traceId }) => traceId === error['otel_trace_id']))
    expect(answer.status).toBe(404)
    const line = admin.output.split('\n').find((one) => one.includes(String(error['request_id'])))
    expect(JSON.parse(line ?? '{}')).toMatchObject({ status: 404, trace_id: error['otel_trace_id'] })
  })

  test('observations have their traces as exemplars, for who asks for OpenMetrics', async () => {
    // As Prometheus asks.
    const open = await metricsOf(
      worker,
      'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
    )
    expect(open.headers.get('content-type')).toBe(
      'application/openmetrics-text; version=1.0.0; charset=utf-8',
    )
    const text = await open.text()
    for (const histogram of ['api_request_duration_seconds', 'sync_run_duration_seconds']) {
      const exemplar = new RegExp(
        `^airbnb_insights_${histogram}_bucket\\{.*\\} \\d+ # \\{trace_id="(\\w+)"`,
        'm',
      )
      const [, traceId] = exemplar.exec(text) ?? []
      expect(receiver.spans.some((span) => span.traceId === traceId)).toBe(true)
    }
    expect(await (await metricsOf(worker, '*/*')).text()).not.toContain(' # {')
  })

  test('what is not delivered yet is when the process is told to leave; probes are no spans', async () => {
    await ask('GET', '/api/v1/accounts')
    await fetch(`${admin.url}/health`)
    expect(await admin.end('SIGTERM')).toBe(0)
    expect(receiver.named('GET /api/v1/accounts')).toHaveLength(1)
    expect(receiver.spans.filter(({ name }) => /health|metrics/.test(name))).toEqual([])
  })
})
