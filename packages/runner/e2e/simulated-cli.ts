import { type Simulator, type SimulatorOptions, startSimulator } from 'airbnb-insights-client/simulator'
import { curlCommand } from '../../../scripts/copied-request.ts'
import { putNewDatabase } from '../../insights-store-timescale/test/support/quick-pglite.ts'
import { CliFolder, type CliResult, type SpawnOptions } from '../test/cli/cli-folder.ts'

/** The simulator's day, and the scrape day that the CLI is to be given. */
export const TODAY = '2026-04-15'

/** A listing's requests in a backfill: 2 metrics × 37 weeks. */
export const BACKFILL_REQUESTS = 74

/** What the canary asks once for each account: 2 metrics of one week. */
export const CANARY_REQUESTS = 2

/** A listing's rows in a backfill: 259 nights, and 37 weeks in two tables. */
export const BACKFILL_ROWS = 333

/** The built CLI in a folder of its own, with the embedded database there and a simulator's accounts in it. */
export class SimulatedCli implements AsyncDisposable {
  readonly simulator: Simulator
  readonly folder = new CliFolder()

  private constructor(simulator: Simulator) {
    this.simulator = simulator
  }

  /** Starts a simulator and imports its accounts as a user does. */
  static async start(options: SimulatorOptions): Promise<SimulatedCli> {
    const cli = new SimulatedCli(await startSimulator({ today: TODAY, ...options }))
    await putNewDatabase(cli.folder.dataFolder)
    for (const { credentials } of cli.simulator.accounts) {
      const added = await cli.folder.run(['accounts', 'add', '--from', '-'], {
        stdin: curlCommand(credentials),
      })
      if (added.code !== 0) throw new Error(`accounts add ended with ${String(added.code)}: ${added.stderr}`)
    }
    return cli
  }

  /** Runs a command against the simulator, unpaced. */
  spawn(args: readonly string[], { env = {}, ...options }: SpawnOptions = {}): Promise<CliResult> {
    return this.folder.spawn(args, {
      env: { AIRBNB_BASE_URL: this.simulator.url, AIRBNB_MIN_INTERVAL_MS: '0', ...env },
      ...options,
    })
  }

  /** Syncs the simulator's day. */
  sync(args: readonly string[] = [], options: SpawnOptions = {}): Promise<CliResult> {
    return this.spawn(['sync', '--scrape-day', this.simulator.today, ...args], options)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.simulator.close()
    this.folder[Symbol.dispose]()
  }
}
