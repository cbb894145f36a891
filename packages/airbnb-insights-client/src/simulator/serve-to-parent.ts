import { once } from 'node:events'
import type { SimulatedAccount } from './session-book.ts'
import { type SimulatorOptions, startSimulator } from './start-simulator.ts'

/**
 * What a simulator in a child process tells its parent: where it listens, and that it has done what it was told.
 * Holds cookies: simulated ones, but no text to print.
 */
export type SimulatorReport =
  | { type: 'listening'; url: string; accounts: readonly SimulatedAccount[] }
  | { type: 'done' }

/** What the parent may tell it. */
export type SimulatorCommand =
  | { type: 'advance_days'; days: number }
  | { type: 'set_today'; today: string }
  | { type: 'close' }

/**
 * Serves a simulator from a child process, so that it takes no time of the process that is measured:
 * start a script that calls this with `fork`, wait for its {@link SimulatorReport}, send it
 * {@link SimulatorCommand}s, each of which is answered. It closes when it is told to or when the parent has gone.
 *
 * @throws `Error` in a process that has no parent to talk to.
 */
export async function serveToParent(options: SimulatorOptions = {}): Promise<void> {
  if (process.send === undefined) throw new Error('serveToParent needs a process that was started with fork')
  const simulator = await startSimulator(options)
  process.on('message', (command: SimulatorCommand) => {
    if (command.type === 'close') return process.disconnect()
    if (command.type === 'advance_days') simulator.advanceDays(command.days)
    else simulator.setToday(command.today)
    tell({ type: 'done' })
  })
  tell({
    type: 'listening',
    url: simulator.url,
    // Copies: the originals leave the cookie out of their JSON, which is what crosses to the parent.
    accounts: simulator.accounts.map((account) => ({ ...account, credentials: { ...account.credentials } })),
  })
  await once(process, 'disconnect')
  await simulator.close()
}

function tell(report: SimulatorReport): void {
  process.send?.(report)
}
