import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { documentOf } from '../test/cli/cli-folder.ts'
import { SimulatedCli, TODAY } from './simulated-cli.ts'

const GOOD = '310000001'
const FAILED = '310000002'
const BROKEN_LISTING = '900000000000000021'

interface RunDocument {
  run_id: string
  account_id: string
  status: string
}

let cli: SimulatedCli
let runs: RunDocument[]
beforeAll(async () => {
  cli = await SimulatedCli.start({
    accounts: [
      { accountId: GOOD, listings: 1 },
      { accountId: FAILED, listings: [{ listingId: BROKEN_LISTING, internalName: 'Barn' }] },
    ],
    faults: [{ kind: 'malformed', when: { listingId: BROKEN_LISTING, operation: 'ChartQuery' } }],
  })
  await cli.sync()
  runs = (documentOf(await list('--json')) as { runs: RunDocument[] }).runs
})
afterAll(() => cli[Symbol.asyncDispose]())

const list = (...args: string[]) => cli.folder.spawn(['runs', 'list', ...args])
const show = (...args: string[]) => cli.folder.spawn(['runs', 'show', ...args])
/** For the many small variants: in this process, which saves a new one's start. */
const command = (...args: string[]) => cli.folder.run(['runs', ...args])

function runIdOf(accountId: string): string {
  const run = runs.find(({ account_id }) => account_id === accountId)
  if (run === undefined) throw new Error(`no run of ${accountId}`)
  return run.run_id
}

describe('runs list', () => {
  it('shows every run with its short id, its status and what went wrong', async () => {
    expect(runs).toHaveLength(2)
    const { code, stdout } = await list()
    expect(code).toBe(0)
    expect(stdout).toMatch(
      new RegExp(`^${runIdOf(GOOD).slice(0, 8)}  ${GOOD}  ${TODAY}  succeeded  1/1 `, 'm'),
    )
    expect(stdout).toMatch(
      new RegExp(`^${runIdOf(FAILED).slice(0, 8)}  ${FAILED}  ${TODAY}  failed +0/1 .*1 of 1 listings`, 'm'),
    )
  })

  it.each([
    [['--failed'], [FAILED]],
    [['--account', GOOD], [GOOD]],
    [['--status', 'succeeded'], [GOOD]],
    [['--status', 'queued'], []],
  ])('%s', async (args, accounts) => {
    const document = documentOf(await command('list', ...args, '--json')) as { runs: RunDocument[] }
    expect(document.runs.map(({ account_id }) => account_id)).toEqual(accounts)
  })

  it.each([
    [['--limit', '0'], '--limit: given "0"'],
    [['--status', 'done'], '--status: given "done", allowed: queued, running'],
    [['--status', 'failed', '--failed'], '--failed: given together with --status'],
  ])('refuses %s', async (args, message) => {
    expect(await command('list', ...args)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(message),
    })
  })
})

describe('runs show', () => {
  it('tells how a run ended, and of each listing why it failed, where and with which trace id', async () => {
    const { code, stdout } = await show(runIdOf(FAILED).slice(0, 8))
    expect(code).toBe(0)
    expect(stdout).toMatch(/^This sync failed with 0 of 1 listing stored: .+\n→ .*airbnb-insights sync/)
    expect(stdout).toMatch(/^Status +failed: 0 of 1 listing stored/m)
    expect(stdout).toMatch(/^Base day +not measured/m)
    expect(stdout).toMatch(new RegExp(`^${BROKEN_LISTING}  Barn  failed `, 'm'))
    expect(stdout).toMatch(/✗ Barn .*components\[0\]\.metricLineCharts\[0\]\.dataPoints\[0\]\.ds.*trace id/)
    expect(stdout).toContain(`airbnb-insights runs show ${runIdOf(FAILED).slice(0, 8)} --body`)
  })

  it('latest is the newest, of an account where one is named', async () => {
    const newest = documentOf(await command('show', 'latest', '--json'))
    expect(newest).toMatchObject({ run: { run_id: runs[0]?.run_id } })
    const ofAccount = documentOf(await command('show', 'latest', '--account', GOOD, '--json'))
    expect(ofAccount).toMatchObject({
      run: { run_id: runIdOf(GOOD), base_day: '2026-04-12' },
      listings: [{ status: 'succeeded' }],
    })
  })

  it('--body prints the raw answer as it came, and without --body the document does not hold it', async () => {
    const { code, stdout } = await show(runIdOf(FAILED), '--body')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      data: { porygon: {} },
      extensions: { traceId: expect.any(String) },
    })
    expect(documentOf(await command('show', runIdOf(FAILED), '--json'))).toMatchObject({
      listings: [{ error: { code: 'response_shape', has_response_body: true } }],
    })
    const whole = documentOf(await command('show', runIdOf(FAILED), '--json', '--body'))
    expect(whole).toMatchObject({ listings: [{ error: { response_body: stdout.trimEnd() } }] })
  })

  it.each([
    [['nonsense'], 2, '<run>: given "nonsense"'],
    [['00000000'], 1, 'There is no run 00000000'],
    [['latest', '--account', '404'], 1, 'There are no runs of account 404'],
  ])('of what is not there: %s', async (args, code, message) => {
    expect(await command('show', ...args)).toMatchObject({
      code,
      stdout: '',
      stderr: expect.stringContaining(message),
    })
  })

  it('--body of a run that kept none says so', async () => {
    expect(await command('show', runIdOf(GOOD), '--body')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('kept no answer'),
    })
  })
})
