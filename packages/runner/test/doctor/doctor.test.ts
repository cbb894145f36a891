import { DEFAULT_OPERATIONS } from 'airbnb-insights-client'
import { type Fault, type Simulator, startSimulator } from 'airbnb-insights-client/simulator'
import { openStore } from 'insights-store-timescale'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { curlCommand } from '../../../../scripts/copied-request.ts'
import { CliFolder, type CliResult, documentOf } from '../cli/cli-folder.ts'

interface Findings {
  healthy: boolean
  exit_code: number
  findings: { check: string; level: string; message: string; hint?: string }[]
}

const folder = new CliFolder()
let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator({
    accounts: [
      { accountId: '7001', listings: 2 },
      { accountId: '7002', listings: 1 },
    ],
  })
  for (const { credentials } of simulator.accounts) {
    await folder.run(['accounts', 'add', '--from', '-'], { stdin: curlCommand(credentials) })
  }
})
afterEach(() => simulator.clearFaults())
afterAll(async () => {
  await simulator.close()
  folder[Symbol.dispose]()
})

const doctor = (...args: string[]) =>
  folder.run([
    'doctor',
    '--base-url',
    simulator.url,
    '--min-interval-ms',
    '0',
    '--timeout-ms',
    '2000',
    ...args,
  ])
const findingsOf = (result: CliResult) => documentOf(result) as Findings
const problems = ({ findings }: Findings) => findings.filter(({ level }) => level === 'problem')
const armed = (fault: Fault): void => simulator.addFault({ times: Infinity, ...fault })

it('finds all well, with one request for each session and three for the queries', async () => {
  const before = simulator.requests.length
  const { code, stdout, stderr } = await doctor()
  expect(stderr).toBe('')
  for (const line of [
    /^✓ database +PostgreSQL \d+\.\d+ embedded, in .*\/airbnb-insights, schema airbnb$/m,
    /^✓ migrations +\d+ applied, up to date/m,
    /^✓ timescaledb +not installed/m,
    /^✓ keys +local-\w+ encrypts/m,
    /^✓ session +7001: works, 2 listings$/m,
    /^✓ session +7002: works, 1 listing$/m,
    /^✓ queries +the API knows ListingsSectionQuery, ChartQuery, ListOfMetricsQuery$/m,
  ]) {
    expect(stdout).toMatch(line)
  }
  expect(code).toBe(0)
  // The account has never been synced: its listing is asked for once more. A list has no date of its own: the chart
  // after it tells that the server's day has not turned meanwhile.
  expect(simulator.requests.length - before).toBe(6)
})

it('asks Airbnb nothing with --offline', async () => {
  const before = simulator.requests.length
  const { code, stdout } = await doctor('--offline')
  expect(stdout).not.toMatch(/^. session/m)
  expect(code).toBe(0)
  expect(simulator.requests.length).toBe(before)
})

it('keeps cookies that Airbnb rotates while it asks', async () => {
  // From then on the simulator takes the old cookie no more than this once.
  simulator.addFault({ kind: 'rotate_cookies', graceRequests: 0, when: { accountId: '7002' } })
  expect((await doctor('--account', '7002')).code).toBe(0)
  expect((await doctor('--account', '7002')).code).toBe(0)
})

it('refuses what is no account id', async () => {
  const { code, stderr } = await doctor('--account', 'anna')
  expect(stderr).toBe(
    'airbnb-insights: --account: given "anna", allowed: the digits of an Airbnb account id\n',
  )
  expect(code).toBe(2)
})

it('says which hash works where the first is unknown, in a finding that breaks nothing', async () => {
  const [newest, older = ''] = DEFAULT_OPERATIONS.ListOfMetricsQuery
  simulator.setOperations({ ListOfMetricsQuery: older })
  try {
    const result = await doctor('--json', '--account', '7001')
    expect(findingsOf(result)).toMatchObject({ healthy: true, exit_code: 0 })
    expect(findingsOf(result).findings.filter(({ check }) => check === 'queries')).toMatchObject([
      {
        check: 'queries',
        level: 'ok',
        message: 'the API knows ListingsSectionQuery, ChartQuery, ListOfMetricsQuery',
      },
      {
        check: 'queries',
        level: 'warning',
        message: expect.stringMatching(`ListOfMetricsQuery by the hash ${newest}; it was asked by ${older}`),
        hint: expect.stringContaining(`AIRBNB_OPERATION_HASHES='{"ListOfMetricsQuery":"${older}"}'`),
      },
    ])
  } finally {
    simulator.setOperations(DEFAULT_OPERATIONS)
  }
})

describe('problems', () => {
  it('an unknown query: exit code 3, and how to give its new hash', async () => {
    armed({ kind: 'stale_hash', when: { operation: 'ChartQuery' } })
    const result = await doctor('--json', '--account', '7001')
    const found = findingsOf(result)
    expect(problems(found)).toMatchObject([
      { check: 'queries', message: expect.stringContaining('AIRBNB_OPERATION_HASHES') },
    ])
    expect(found).toMatchObject({ healthy: false, exit_code: 3 })
    expect(result.code).toBe(3)
  })

  it('too many requests: exit code 5', async () => {
    armed({ kind: 'status', status: 429, retryAfter: 600 })
    const result = await doctor('--json', '--account', '7001')
    expect(problems(findingsOf(result))).toMatchObject([
      { check: 'session', hint: expect.stringContaining('10 min') },
    ])
    expect(result.code).toBe(5)
  })

  it('an unknown account: exit code 1, and the others are checked all the same', async () => {
    const result = await doctor('--json', '--account', '9', '7001')
    const found = findingsOf(result)
    expect(problems(found)).toMatchObject([{ check: 'session' }])
    expect(found.findings.filter(({ check, level }) => check === 'session' && level === 'ok')).toHaveLength(1)
    expect(result.code).toBe(1)
  })

  it('an expired session: exit code 4, remembered and not asked again until it changes', async () => {
    simulator.expireSession('7001')
    const first = await doctor()
    expect(first.stdout).toMatch(/^✗ session +7001: \S.*\n +→ .*accounts update 7001 /m)
    expect(first.stdout).toMatch(/^✓ session +7002/m)
    expect(first.code).toBe(4)

    const before = simulator.requests.filter(({ accountId }) => accountId === '7001').length
    const second = await doctor()
    expect(second.stdout).toMatch(/✗ session +7001: expired/)
    expect(second.code).toBe(4)
    expect(simulator.requests.filter(({ accountId }) => accountId === '7001')).toHaveLength(before)

    const stdin = curlCommand({
      ...simulator.renewSession('7001'),
      accountId: '7001',
      clientTraceId: 'trace',
    })
    await folder.run(['accounts', 'update', '7001', '--from', '-'], { stdin })
    expect((await doctor()).code).toBe(0)
  })
}, 120_000)

it('leaves an account alone that a sync is using', async () => {
  const dataDir = folder.dataFolder
  const store = await openStore({ connection: { dataDir } })
  const lease = await store.leases.acquire('7002', { holder: 'sync of another machine', ttlMs: 60_000 })
  // Not released: as if the other machine went on with it.
  await store.close()
  expect(lease.busy).toBe(false)
  const before = simulator.requests.length
  const { code, stdout } = await doctor('--account', '7002')
  expect(stdout).toMatch(/^! session +7002: not asked, sync of another machine is using it$/m)
  expect(code).toBe(0)
  expect(simulator.requests.length).toBe(before)
})
