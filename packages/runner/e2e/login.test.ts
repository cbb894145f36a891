import type { ChildProcess } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Simulator,
  type SimulatorOptions,
  simulatedSignIn,
  startSimulator,
} from 'airbnb-insights-client/simulator'
import { describe, expect, it } from 'vitest'
import { putNewDatabase } from '../../insights-store-timescale/test/support/quick-pglite.ts'
import { CliFolder, type CliResult, documentOf } from '../test/cli/cli-folder.ts'
import {
  browserAvailable,
  browserGone,
  desktopOf,
  PersonAtBrowser,
  profilesIn,
  windowlessBrowser,
} from './person-at-browser.ts'

const ANNA = '120000042'
const BEN = '120000043'
const TODAY = '2026-04-15'
/** The marker of all made-up secrets. */
const SECRET = 'simsecret'
/** A hash of a persisted query that is not the built-in one. */
const newer = (digit: string): string => digit.repeat(64)

/** A host's machine: a command line, a browser, and a site to sign in at. */
class Desk implements AsyncDisposable {
  readonly simulator: Simulator
  readonly cli = new CliFolder()
  /** The folder of temporary files. */
  readonly folder = mkdtempSync(join(tmpdir(), 'airbnb-insights-desk-'))

  private constructor(simulator: Simulator) {
    this.simulator = simulator
  }

  /** @param options.bare whether nothing was ever stored there, not even an empty database. @defaultValue false */
  static async start({
    bare = false,
    ...options
  }: SimulatorOptions & { bare?: boolean } = {}): Promise<Desk> {
    const accounts = [
      { accountId: ANNA, listings: 1 },
      { accountId: BEN, listings: 1, secondFactor: true },
    ]
    const desk = new Desk(await startSimulator({ today: TODAY, accounts, ...options }))
    if (!bare) await putNewDatabase(desk.cli.dataFolder)
    return desk
  }

  /** Runs a command that opens no browser. */
  async run(args: readonly string[]): Promise<CliResult> {
    return await this.cli.spawn(args, { env: { AIRBNB_MIN_INTERVAL_MS: '0' } })
  }

  /** Runs `accounts login`, with somebody at the browser that it opens. */
  async login(
    args: readonly string[],
    person: (at: PersonAtBrowser, command: ChildProcess) => Promise<void>,
    site: readonly string[] = ['--site', this.simulator.url],
  ): Promise<CliResult> {
    const browser = windowlessBrowser(this.folder)
    return await this.cli.spawn(['accounts', 'login', '--browser', browser, ...site, ...args], {
      env: { ...desktopOf(this.folder), AIRBNB_MIN_INTERVAL_MS: '0' },
      whileRunning: async (command) => {
        await using at = await PersonAtBrowser.sitDown(this.folder)
        await person(at, command)
      },
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.simulator.close()
    this.cli[Symbol.dispose]()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

async function signIn(at: PersonAtBrowser, accountId: string): Promise<void> {
  const { email, password } = simulatedSignIn(accountId)
  await at.fillIn({ email, password })
}

describe.runIf(browserAvailable())('accounts login', { timeout: 240_000 }, () => {
  it('takes over the session of somebody who signs in, and a sync goes on with it', async () => {
    await using desk = await Desk.start({ bare: true })
    let mode = 0
    const { code, stdout, stderr } = await desk.login(['--name', 'Lakeside'], async (at) => {
      mode = statSync(join(desk.folder, profilesIn(desk.folder)[0] ?? '')).mode & 0o777
      await at.fillIn({ email: simulatedSignIn(ANNA).email, password: 'mistyped' })
      await at.page.waitForSelector('[role=alert]')
      await signIn(at, ANNA)
    })
    expect(stderr.split('\n')).toEqual([
      `Opened the browser at ${desk.simulator.url}/login; sign in there, within 15 minutes.`,
      'Your password stays between you and the site. Ctrl-C, or closing the window, leaves.',
      `Session found of account ${ANNA}.`,
      'Checked: the session works, 1 listing.',
      '',
    ])
    expect(stdout).toBe(
      `✓ Account Lakeside (${ANNA}) added; its cookie is stored encrypted.\nNext: airbnb-insights doctor, then airbnb-insights sync\n`,
    )
    expect(code).toBe(0)

    expect(mode).toBe(0o700)
    expect(profilesIn(desk.folder)).toEqual([])
    const files = globSync('**', { cwd: desk.cli.dataFolder }).map((file) => join(desk.cli.dataFolder, file))
    const withSecrets = files.filter((file) => statSync(file).isFile() && readFileSync(file).includes(SECRET))
    expect(withSecrets).toEqual([])
    expect(documentOf(await desk.run(['accounts', 'show', ANNA, '--json']))).toMatchObject({
      account: {
        base_url: desk.simulator.url,
        user_agent: expect.stringMatching(/^Mozilla\/5\.0 .* Chrome\/[\d.]+ Safari\/[\d.]+$/),
        client_version: desk.simulator.accounts[0]?.credentials.clientVersion,
      },
    })
    const synced = await desk.run(['sync', '--scrape-day', TODAY, '--lookback-weeks', '1'])
    expect(synced.stdout).toContain('1 of 1 account synced completely')
    expect(synced.code).toBe(0)
  })

  it('shows the browser as its person knows it, sandbox and all', async () => {
    await using desk = await Desk.start()
    await desk.login([], async (at) => await at.page.close())
    const given = readFileSync(join(desk.folder, 'browser-arguments'), 'utf8').split('\n')
    expect(given).toContain('--remote-debugging-pipe')
    for (const flag of ['--enable-automation', '--no-sandbox', '--disable-popup-blocking', '--headless']) {
      expect(given).not.toContain(flag)
    }
  })

  it('waits for the second factor, and asks as the page does: with its key and its hashes', async () => {
    await using desk = await Desk.start({
      webKey: 'anewerkeyofthewebsite0000000000',
      operations: {
        ListingsSectionQuery: newer('a'),
        ChartQuery: newer('b'),
        ListOfMetricsQuery: newer('c'),
      },
    })
    const { code, stdout, stderr } = await desk.login(['--json'], async (at) => {
      await signIn(at, BEN)
      await at.page.waitForSelector('input[name=code]')
      expect(desk.simulator.requests).toEqual([])
      await at.fillIn({ code: simulatedSignIn(BEN).code })
    })
    expect(stderr).toContain(`Session found of account ${BEN}.`)
    expect(JSON.parse(stdout)).toMatchObject({
      account: {
        account_id: BEN,
        learned: {
          operations: {
            ListingsSectionQuery: newer('a'),
            ChartQuery: newer('b'),
            ListOfMetricsQuery: newer('c'),
          },
          web_key: 'anewerkeyofthewebsite0000000000',
          locale: 'en',
          currency: 'USD',
        },
      },
      created: true,
    })
    expect(code).toBe(0)
    const synced = await desk.run(['sync', '--scrape-day', TODAY, '--lookback-weeks', '1'])
    expect(synced.stdout).toContain('1 of 1 account synced completely')
  })

  it('gives an account that is there its new session, at the site that it is of', async () => {
    await using desk = await Desk.start()
    await desk.login([], async (at) => await signIn(at, ANNA))
    desk.simulator.expireSession(ANNA)
    const again = await desk.login(['--json', '--account-id', ANNA], async (at) => await signIn(at, ANNA), [])
    expect(JSON.parse(again.stdout)).toMatchObject({ account: { account_id: ANNA }, created: false })
    const synced = await desk.run(['sync', '--scrape-day', TODAY, '--lookback-weeks', '1'])
    expect(synced.code).toBe(0)
  })

  it('stores nothing of another account than the one that was asked for', async () => {
    await using desk = await Desk.start()
    const { code, stderr } = await desk.login(['--account-id', BEN], async (at) => await signIn(at, ANNA))
    expect(stderr).toContain(
      `airbnb-insights: the session is of account ${ANNA}, not of ${BEN}; nothing was stored\n`,
    )
    expect(code).toBe(1)
    expect(documentOf(await desk.run(['accounts', 'list', '--json']))).toEqual({ accounts: [] })
    expect(profilesIn(desk.folder)).toEqual([])
  })

  it('goes on waiting while Airbnb does not take the session', async () => {
    await using desk = await Desk.start()
    desk.simulator.addFault({ kind: 'session_expired', times: Number.POSITIVE_INFINITY })
    const { code, stderr } = await desk.login([], async (at, command) => {
      await signIn(at, ANNA)
      await said(command, 'does not take it yet')
      desk.simulator.clearFaults()
      desk.simulator.expireSession(ANNA)
      await at.page.goto(`${desk.simulator.url}/login`)
      await signIn(at, ANNA)
    })
    expect(stderr.match(/Session found/g)).toHaveLength(2)
    expect(stderr).toContain('Checked: the session works')
    expect(code).toBe(0)
  })

  it('leaves when the window is closed', async () => {
    await using desk = await Desk.start()
    const { code, stderr } = await desk.login([], async (at) => await at.page.close())
    expect(stderr).toContain(
      'airbnb-insights: the browser was closed before anybody had signed in; nothing was stored\n',
    )
    expect(code).toBe(1)
    expect(profilesIn(desk.folder)).toEqual([])
  })

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('leaves no profile behind after %s', async (signal) => {
    await using desk = await Desk.start()
    const { code, stderr } = await desk.login([], async (_, command) => {
      command.kill(signal)
      await Promise.resolve()
    })
    expect(stderr).toContain('airbnb-insights: cancelled\n')
    expect(code).toBe(130)
    expect(profilesIn(desk.folder)).toEqual([])
  })

  it('deletes the profile that a killed one has left behind, and none of one that is still open', async () => {
    await using desk = await Desk.start()
    await desk.login([], async (at, command) => {
      await signIn(at, BEN)
      command.kill('SIGKILL')
    })
    await browserGone(desk.folder)
    const left = profilesIn(desk.folder)
    expect(left).toHaveLength(1)
    let open: string[] = []
    await desk.login([], async (at) => {
      open = profilesIn(desk.folder)
      await at.page.close()
    })
    expect(open).toHaveLength(1)
    expect(open).not.toEqual(left)
    expect(profilesIn(desk.folder)).toEqual([])
  })
})

/** Resolves once a command has said something; fails where it ends without. */
async function said(command: ChildProcess, text: string): Promise<void> {
  let heard = ''
  await new Promise<void>((resolve, reject) => {
    command.stderr?.on('data', (more: string) => {
      heard += more
      if (heard.includes(text)) resolve()
    })
    command.once('close', () => reject(new Error(`it ended without "${text}": ${heard}`)))
  })
}
