import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { compare, type Measurement, timed } from './measurement.ts'

const BIN = fileURLToPath(new URL('../packages/runner/dist/bin.js', import.meta.url))

const node = async (...args: string[]) => void (await promisify(execFile)(process.execPath, args))

/** How long a user waits for the help, against a process of Node that does nothing. */
export async function cliHelp(): Promise<Measurement[]> {
  return [
    await compare({
      name: 'cli-help',
      what: 'ms of airbnb-insights --help, against node -e 0',
      target: { atMost: 1.3 },
      runs: 15,
      warmUps: 2,
      units: ['ms help', 'ms node'],
      run: async () => ({
        against: await timed(() => node('-e', '0')),
        measured: await timed(() => node(BIN, '--help')),
      }),
    }),
  ]
}
