import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { type Machine, requestOf, startMachine } from './support.ts'

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')

let machine: Machine
beforeAll(async () => {
  machine = await startMachine()
  await machine.run(['accounts', 'add', '--from', 'request.txt'])
})
afterAll(() => machine[Symbol.asyncDispose]())

/** The words after `airbnb-insights` up to a redirection. */
function argumentsIn(commandLine: string): string[] {
  const words = commandLine.split(/\s+/)
  const end = words.findIndex((word) => /^\d?>/.test(word))
  return words.slice(words.indexOf('airbnb-insights') + 1, end < 0 ? undefined : end)
}

test("the systemd unit's command syncs", async () => {
  const line = /^ExecStart=(.*)$/m.exec(read('systemd/airbnb-insights-sync.service'))?.[1] ?? ''
  const { exitCode, stdout } = await machine.run(argumentsIn(line))
  expect(exitCode).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ accounts: [{ status: 'succeeded' }] })
})

test('a unit that fails starts the one that tells somebody', () => {
  const unit = /^OnFailure=(.*)@%n\.service$/m.exec(read('systemd/airbnb-insights-sync.service'))?.[1]
  expect(read(`systemd/${unit ?? ''}@.service`)).toMatch(/^ExecStart=/m)
})

test('the timer starts the unit of its name once a day', () => {
  expect(read('systemd/airbnb-insights-sync.timer')).toMatch(/^OnCalendar=\*-\*-\* \d\d:\d\d:00 UTC$/m)
})

test("the crontab's command syncs", async () => {
  const line =
    read('cron/airbnb-insights')
      .split('\n')
      .find((text) => /^\d/.test(text)) ?? ''
  expect(read('cron/airbnb-insights')).toMatch(/^MAILTO=\S+@\S+$/m)
  const [minute, hour, ...every] = line.split(' ')
  expect([minute, hour, ...every.slice(0, 3)]).toEqual(['17', '5', '*', '*', '*'])
  const { exitCode, stdout } = await machine.run(argumentsIn(line))
  expect(exitCode).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ accounts: [{ status: 'succeeded' }] })
})

test("compose's jobs run, with their secrets from files", async () => {
  const { services } = parse(read('compose/compose.yaml'), { merge: true })
  const key = join(machine.folder, 'credential-keys')
  writeFileSync(key, `k1:${Buffer.alloc(32, 7).toString('base64')}`)
  const { DATABASE_URL_FILE, CREDENTIAL_KEYS_FILE, ...others } = services.sync.environment
  expect([DATABASE_URL_FILE, CREDENTIAL_KEYS_FILE, others]).toEqual([
    '/run/secrets/database_url',
    '/run/secrets/credential_keys',
    {},
  ])
  const env = { CREDENTIAL_KEYS_FILE: key }
  // Without a server these are the embedded database's, which migrates itself.
  expect((await machine.run(services.migrate.command, { env })).exitCode).toBe(0)
  const added = await machine.run(services.add.command, { env, stdin: requestOf(machine.simulator) })
  expect([added.exitCode, added.stderr]).toEqual([0, ''])
  expect((await machine.run(services.sync.command, { env })).exitCode).toBe(0)
})
