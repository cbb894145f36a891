import { type Simulator, startSimulator } from 'airbnb-insights-client/simulator'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { curlCommand } from '../../../../scripts/copied-request.ts'
import { CliFolder, documentOf } from '../cli/cli-folder.ts'

const folder = new CliFolder()
let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator({
    accounts: [
      { accountId: '7001', listings: 1 },
      { accountId: '7002', listings: 1 },
      { accountId: '7003', listings: [] },
    ],
  })
  simulator.expireSession('7002')
  const copied = simulator.accounts.map(({ credentials }) => curlCommand(credentials)).join(' ;\n')
  await folder.run(['accounts', 'import', '--from', '-'], { stdin: copied })
})
afterAll(async () => {
  await simulator.close()
  folder[Symbol.dispose]()
})

const asked = () => ['--base-url', simulator.url, '--min-interval-ms', '0', '--lookback-weeks', '1']

it('of a sync of several accounts, `runs show latest` shows the one that ended worst', async () => {
  const { code } = await folder.run(['sync', '--concurrency', '1', ...asked()])
  expect(code).toBe(4)
  const latest = await folder.run(['runs', 'show', 'latest', '--json'])
  expect(documentOf(latest)).toMatchObject({ run: { account_id: '7002', status: 'auth_failed' } })
  const named = await folder.run(['runs', 'show', 'latest', '--json', '--account', '7001'])
  expect(documentOf(named)).toMatchObject({ run: { account_id: '7001', status: 'succeeded' } })
})

it("an account without listings is asked for: is it the host's?", async () => {
  const question = "Is this the host's account?"
  const synced = await folder.run(['sync', '--account', '7003', ...asked()])
  expect(synced.stdout).toContain(`! 7003: The API knows no listing of this account. ${question}`)
  const shown = await folder.run(['runs', 'show', 'latest', '--account', '7003'])
  expect(shown.stdout).toContain(`→ ${question}`)
  expect(shown.stdout).not.toContain('All went well')
  const planned = await folder.run(['sync', '--dry-run', '--account', '7003', ...asked()])
  expect(planned.stdout).toContain(`! 7003: the API knows no listing of it. ${question}`)
  const diagnosed = await folder.run(['doctor', '--account', '7003', '--base-url', simulator.url])
  expect(diagnosed.stdout).toMatch(/^! session +7003: works, but has no listings\n +→ Is this the host's/m)
})
