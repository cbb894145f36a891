import { openStore } from 'insights-store-timescale'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CliFolder, documentOf } from '../cli/cli-folder.ts'

const folder = new CliFolder()
const today = new Date().toISOString().slice(0, 10)
let runId = ''

/** A run that waits for somebody to carry it out. */
async function queueRun(): Promise<string> {
  const store = await openStore({
    connection: { dataDir: folder.dataFolder },
    allowPlaintextCredentials: true,
  })
  await store.migrate()
  await store.accounts.upsert({ accountId: '7001', cookie: 'a=b', clientVersion: '1', userAgent: 'test' })
  const asked = await store.runs.request({ accountId: '7001', scrapeDay: today })
  await store.close()
  if (asked.kind !== 'queued') throw new Error(asked.kind)
  return asked.run.runId
}

beforeAll(async () => {
  runId = await queueRun()
})
afterAll(() => folder[Symbol.dispose]())

it('a queued run is listed with when it goes on', async () => {
  const { stdout } = await folder.run(['runs', 'list'])
  expect(stdout).toMatch(/Goes on/)
  expect(stdout).toMatch(/queued .* UTC/)
})

it('shows what the last runs brought in the document, and no trend of a single one', async () => {
  const { stdout } = await folder.run(['runs', 'show', 'latest'])
  expect(stdout).toMatch(/^This sync waits for somebody to begin it\.\n→ A running service/)
  expect(stdout).not.toContain('Last runs')
  expect(documentOf(await folder.run(['runs', 'show', 'latest', '--json']))).toMatchObject({
    recent_runs: [{ run_id: runId, scrape_day: today, status: 'queued', rows_new: null }],
  })
})

it('cancels a run that waits, at once and for good', async () => {
  const first = await folder.run(['runs', 'cancel', runId.slice(0, 8)])
  expect(first).toMatchObject({ code: 0, stdout: `Run ${runId.slice(0, 8)} is cancelled.\n` })
  const again = await folder.run(['runs', 'cancel', 'latest', '--json'])
  expect(documentOf(again)).toMatchObject({
    cancellation: 'ended',
    run: { run_id: runId, status: 'cancelled' },
  })
})

it('makes it due again, and says who goes on with it', async () => {
  const { code, stdout } = await folder.run(['runs', 'retry', runId])
  expect(code).toBe(0)
  expect(stdout).toContain('is due: a running service goes on with it, or the next `airbnb-insights sync`')
  const again = await folder.run(['runs', 'retry', runId])
  expect(again.stdout).toContain('is due already')
})

it('names what it does not find', async () => {
  const { code, stderr } = await folder.run(['runs', 'retry', '00000000'])
  expect(code).toBe(1)
  expect(stderr).toContain('There is no run 00000000.')
})
