import { startSimulator } from 'airbnb-insights-client/simulator'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { curlCommand } from '../../../../scripts/copied-request.ts'
import { PEAK_MEMORY } from '../support/peak-memory.ts'
import { CliFolder } from './cli-folder.ts'

const folder = new CliFolder()
afterAll(() => folder[Symbol.dispose]())

/** Loaded before the command: tells on stderr, as it ends, how much memory was taken at the most. */
const TELL_MEMORY = `data:text/javascript,${encodeURIComponent(`process.on('exit', () => process._rawDebug('kB', ${PEAK_MEMORY}))`)}`

beforeAll(async () => {
  await using simulator = await startSimulator({ accounts: [{ accountId: '7001', listings: 1 }] })
  const [account] = simulator.accounts
  if (account === undefined) throw new Error('the simulator has no account')
  const added = await folder.run(['accounts', 'add', '--from', '-'], {
    stdin: curlCommand(account.credentials),
  })
  if (added.code !== 0) throw new Error(`accounts add ended with ${String(added.code)}: ${added.stderr}`)
})

it('a command on the embedded database takes less than 300 MB', async () => {
  const { code, stderr } = await folder.spawn(['accounts', 'list'], {
    env: { NODE_OPTIONS: `--import=${TELL_MEMORY}` },
  })
  expect(code).toBe(0)
  const [, kilobytes] = /kB (\d+)/.exec(stderr) ?? []
  expect(Number(kilobytes)).toBeGreaterThan(50_000)
  expect(Number(kilobytes)).toBeLessThan(300_000)
})
