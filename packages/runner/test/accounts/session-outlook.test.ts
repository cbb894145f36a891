import { type Simulator, startSimulator } from 'airbnb-insights-client/simulator'
import { openStore } from 'insights-store-timescale'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { curlCommand } from '../../../../scripts/copied-request.ts'
import { CliFolder, documentOf } from '../cli/cli-folder.ts'

const folder = new CliFolder()
let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator({
    accounts: [
      { accountId: '7001', listings: 1 },
      { accountId: '7002', listings: 1 },
    ],
  })
  for (const { credentials } of simulator.accounts) {
    await folder.run(['accounts', 'add', '--from', '-'], { stdin: curlCommand(credentials) })
  }
})
afterAll(async () => {
  await simulator.close()
  folder[Symbol.dispose]()
})

const hoursAgo = (hours: number): Date => new Date(Date.now() - hours * 3_600_000)

/** What the first account's session is made to have been through. */
async function setPast(past: {
  set_at?: Date
  last_answered_at?: Date
  last_renewed_at?: Date | null
  renewals?: number
}): Promise<void> {
  await using store = await openStore({ connection: { dataDir: folder.dataFolder } })
  const { credentialVersion: ifVersion = 1 } = (await store.accounts.get('7001')) ?? {}
  await store.accounts.markCredentials('7001', 'ok', { ifVersion })
  await store.db.updateTable('account_sessions').set(past).where('account_id', '=', '7001').execute()
}

const instant = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`

describe('a session that Airbnb has stopped to renew', () => {
  const renewed = hoursAgo(30)
  const likelyEnd = new Date(renewed.getTime() + 48 * 3_600_000)
  const fear = `Airbnb has not renewed it for more than a day, probably ends ${instant(likelyEnd)}`
  beforeAll(() =>
    setPast({ set_at: hoursAgo(90), last_answered_at: hoursAgo(1), last_renewed_at: renewed, renewals: 3 }),
  )

  it('has a mark in the list', async () => {
    const { stdout } = await folder.run(['accounts', 'list'])
    expect(stdout.split('\n').find((line) => line.startsWith('7001'))).toContain(`works, but ${fear}`)
    expect(stdout.split('\n').find((line) => line.startsWith('7002'))).toContain('not tried yet')
  })

  it('is told with all that is known of it', async () => {
    const { stdout } = await folder.run(['accounts', 'show', '7001'])
    expect(stdout).toMatch(new RegExp(`^Renewed by Airbnb +${instant(renewed)}, 3 times so far$`, 'm'))
    expect(stdout).toMatch(new RegExp(`^Probable end +${fear}$`, 'm'))
    expect(stdout).not.toContain('Earlier sessions')
    const machine = documentOf(await folder.run(['accounts', 'show', '7001', '--json']))
    expect(machine).toMatchObject({
      account: {
        session: {
          state: 'not_renewed',
          renewals: 3,
          last_renewed_at: renewed.toISOString(),
          likely_end: likelyEnd.toISOString(),
          past_lifetimes_ms: [],
        },
      },
    })
  })

  it('is worth a look for the doctor, which breaks nothing', async () => {
    const { code, stdout } = await folder.run([
      'doctor',
      '--base-url',
      simulator.url,
      '--min-interval-ms',
      '0',
    ])
    expect(stdout).toMatch(/^✓ session +7001: works/m)
    expect(stdout).toContain(`7001: ${fear}`)
    expect(stdout).toContain('accounts update 7001 --from FILE')
    expect(stdout).not.toContain('7002: Airbnb')
    expect(code).toBe(0)
  })
})

it('a session that should have ended is told so, and not as a verdict', async () => {
  await setPast({ set_at: hoursAgo(50), last_answered_at: hoursAgo(20), last_renewed_at: null, renewals: 0 })
  const { stdout } = await folder.run(['accounts', 'show', '7001'])
  expect(stdout).toMatch(/^Renewed by Airbnb +never yet$/m)
  expect(stdout).toMatch(new RegExp(`^Probable end +probably over since ${instant(hoursAgo(2))}$`, 'm'))
})

it('how long earlier sessions lived is told of the next one', async () => {
  await setPast({ set_at: hoursAgo(50), last_answered_at: hoursAgo(2) })
  simulator.expireSession('7001')
  const sync = ['sync', '--account', '7001', '--base-url', simulator.url, '--min-interval-ms', '0']
  expect((await folder.run(sync)).code).toBe(4)
  const stdin = curlCommand(simulator.renewSession('7001'))
  await folder.run(['accounts', 'update', '7001', '--from', '-'], { stdin })
  const { stdout } = await folder.run(['accounts', 'show', '7001'])
  expect(stdout).toMatch(/^Earlier sessions +lived 50 h, the last one first$/m)
  expect(stdout).not.toContain('Probable end')
})
