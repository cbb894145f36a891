import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { simulatedSignIn, type Simulator, startSimulator } from 'airbnb-insights-client/simulator'
import { openStore } from 'insights-store-timescale'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CliFolder, type CliResult, documentOf } from '../test/cli/cli-folder.ts'
import { browserAvailable, desktopOf, PersonAtBrowser, profilesIn, windowlessBrowser } from './person-at-browser.ts'

const ANNA = '120000042'
const BEN = '120000043'
const TODAY = '2026-04-15'

describe.runIf(browserAvailable())('accounts login', { timeout: 120_000 }, () => {
  let simulator: Simulator
  let cli: CliFolder
  let desk: string
  beforeEach(async () => {
    simulator = await startSimulator({
      today: TODAY,
      accounts: [
        { accountId: ANNA, listings: 1 },
        { accountId: BEN, listings: 1, secondFactor: true },
      ],
    })
    cli = new CliFolder()
    desk = mkdtempSync(join(tmpdir(), 'airbnb-insights-desk-'))
  })
  afterEach(async () => {
    await simulator.close()
    cli[Symbol.dispose]()
    rmSync(desk, { recursive: true, force: true })
  })

  const run = async (args: readonly string[]): Promise<CliResult> =>
    await cli.spawn(args, { env: { AIRBNB_BASE_URL: simulator.url, AIRBNB_MIN_INTERVAL_MS: '0' } })

  /** Runs the command, with somebody at the browser that it opens. */
  const login = async (
    args: readonly string[],
    person: (at: PersonAtBrowser, child: { kill: (signal: NodeJS.Signals) => boolean }) => Promise<void>,
  ): Promise<CliResult> =>
    await cli.spawn(
      ['accounts', 'login', '--browser', windowlessBrowser(desk), '--site', simulator.url, ...args],
      {
        env: { ...desktopOf(desk), AIRBNB_MIN_INTERVAL_MS: '0' },
        whileRunning: async (child) => {
          await using at = await PersonAtBrowser.sitDown(desk)
          await person(at, child)
        },
      },
    )
  const signIn = async (at: PersonAtBrowser, accountId: string): Promise<void> => {
    const { email, password } = simulatedSignIn(accountId)
    await at.fillIn({ email, password })
  }
  const storedCookie = async (): Promise<string> => {
    await using store = await openStore({ connection: { dataDir: cli.dataFolder } })
    const { rows } = await store.query<{ airbnb_cookie: string }>('SELECT airbnb_cookie FROM airbnb.accounts')
    return rows[0]?.airbnb_cookie ?? ''
  }

  it('takes a session over that somebody signs in to, and a sync goes on with it', async () => {
    let mode = 0
    const { code, stdout, stderr } = await login(['--name', 'Lakeside'], async (at) => {
      mode = statSync(join(desk, profilesIn(desk)[0] ?? '')).mode & 0o777
      await at.fillIn({ email: simulatedSignIn(ANNA).email, password: 'mistyped' })
      await at.page.waitForSelector('[role=alert]')
      await signIn(at, ANNA)
    })
    expect(stderr).toContain(`Session found of account ${ANNA}.`)
    expect(stderr).toContain('Checked: the session works, 1 listing.')
    expect(stdout).toMatch(new RegExp(`^✓ Account Lakeside \\(${ANNA}\\) added; its cookie is stored encrypted.`))
    expect(code).toBe(0)
    expect(mode).toBe(0o700)
    expect(profilesIn(desk)).toEqual([])
  })
})
