import { expect, it } from 'vitest'
import { SimulatedCli } from './simulated-cli.ts'

it('a wall is exit code 6, says what stands in between and what to do, and is not asked again at once', async () => {
  await using cli = await SimulatedCli.start({ accounts: [{ accountId: '310000041', listings: 1 }] })
  cli.simulator.addFault({ kind: 'blocked', as: 'captive_page', times: Infinity })

  const met = await cli.sync()
  expect(met.code).toBe(6)
  expect(met.stdout).toMatch(/310000041 blocked: .*sign-in page of the network/)
  expect(met.stdout).toContain('The session was not judged')
  expect(met.stdout).toMatch(/sign in to the network.*No new cookie is needed/s)
  expect(met.stdout).toMatch(/tried again after 20\d\d-\d\d-\d\d \d\d:\d\d UTC/)
  expect(cli.simulator.requests).toHaveLength(1)

  const paused = await cli.sync()
  expect(paused.code).toBe(6)
  expect(paused.stdout).toMatch(/310000041 paused: Nobody of the network default asks/)
  expect(paused.stdout).toMatch(/The next request goes out after 20\d\d/)
  expect(cli.simulator.requests).toHaveLength(1)

  const shown = await cli.spawn(['runs', 'show', 'latest'])
  expect(shown.stdout).toContain('The session was not judged')
  const accounts = await cli.spawn(['accounts', 'list', '--json'])
  expect(accounts.stdout).not.toContain('"expired"')
})
