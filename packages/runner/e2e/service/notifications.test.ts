import { describe, expect, test } from 'vitest'
import { curlCommand } from '../../../../scripts/copied-request.ts'
import { timescaleAvailable } from '../../../../scripts/test-database.ts'
import { CliFolder } from '../../test/cli/cli-folder.ts'
import { MailServer } from '../../test/notify/support/mail-server.ts'
import { TargetServer } from '../../test/notify/support/target-server.ts'
import { ServiceWorld } from './service-world.ts'

const ACCOUNT = '310000051'
const SHORT = { LOOKBACK_WEEKS: '1', LOOKAHEAD_WEEKS: '0', HORIZON_WEEKS: '0' }

describe.runIf(timescaleAvailable())('humans are told by the service', () => {
  test('that a session has expired, and that all is well once it was renewed: once each, by two workers, also past kill -9', async () => {
    await using world = await ServiceWorld.make({ accounts: [{ accountId: ACCOUNT, listings: 1 }] })
    await using ntfy = await TargetServer.start()
    await using mail = await MailServer.start()
    const env = {
      ...SHORT,
      NOTIFY_URLS: `ntfy://${ntfy.host}/simsecret-topic smtp://${mail.host}/?from=a@example.com&to=b@example.com`,
    }
    world.simulator.expireSession(ACCOUNT)
    const first = await world.serve('worker', env)
    const second = await world.serve('hybrid', env)
    await world.until(() => ntfy.requests.length > 0 && mail.inbox.length > 0)
    await first.end('SIGKILL')
    const third = await world.serve('worker', env)

    using folder = new CliFolder()
    const updated = await folder.spawn(['accounts', 'update', ACCOUNT, '--from', '-'], {
      env: world.env,
      stdin: curlCommand(world.simulator.renewSession(ACCOUNT)),
    })
    expect(updated).toMatchObject({ code: 0 })
    await world.until(() => ntfy.requests.length > 1 && mail.inbox.length > 1)
    expect(ntfy.all('title')).toEqual([
      `The session of account ${ACCOUNT} has expired`,
      `Well again: the session of account ${ACCOUNT} works`,
    ])
    expect(mail.inbox.map(({ subject }) => subject)).toEqual(ntfy.all('title'))

    const listed = await folder.spawn(['notify', 'list', '--json'], { env: { ...world.env, ...env } })
    expect(JSON.parse(listed.stdout)).toMatchObject({
      conditions: [],
      targets: [{ waiting: 0 }, { waiting: 0 }],
    })
    expect(await second.end()).toBe(0)
    expect(await third.end()).toBe(0)
    const said = [first, second, third].map(({ output }) => output).join('')
    expect(said.includes('simsecret')).toBe(false)
  })
})
