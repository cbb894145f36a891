import { once } from 'node:events'
import { type Simulator, startSimulator } from 'airbnb-insights-client/simulator'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { curlCommand } from '../../../../scripts/copied-request.ts'
import { until } from '../../../../scripts/until.ts'
import { CliFolder } from '../cli/cli-folder.ts'

const folder = new CliFolder()
let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator({
    accounts: [{ accountId: '7001', listings: 1 }],
    faults: [{ kind: 'hang', times: Infinity }],
  })
  const [account] = simulator.accounts
  if (account === undefined) throw new Error('the simulator has no account')
  await folder.run(['accounts', 'add', '--from', '-'], { stdin: curlCommand(account.credentials) })
})
afterAll(async () => {
  await simulator.close()
  folder[Symbol.dispose]()
})

const nextRequest = async (): Promise<void> => {
  const seen = simulator.requests.length
  await until(() => simulator.requests.length > seen, { everyMs: 20, withinMs: 20_000 })
}

it.each(['SIGINT', 'SIGTERM'] as const)(
  '%s cancels a waiting request at once: exit code 130, one line',
  async (signal) => {
    const { code, stderr } = await folder.spawn(['doctor', '--base-url', simulator.url], {
      whileRunning: async (child) => {
        await nextRequest()
        child.kill(signal)
      },
    })
    expect(stderr).toBe('airbnb-insights: cancelled\n')
    expect(code).toBe(130)
  },
)

it('a reader that goes away ends the output in silence', async () => {
  const { code, stderr } = await folder.spawn(['--help'], {
    whileRunning: async (child) => {
      child.stdout?.destroy()
      await once(child, 'exit')
    },
  })
  expect(stderr).toBe('')
  expect(code).toBe(0)
})
