import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { loadSettings } from '../../src/config/load-settings.ts'

let cwd: string
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'foreign-values-'))
})
afterEach(() => {
  rmSync(cwd, { recursive: true })
})

const NAMES = ['debug', 'host', 'mode', 'port', 'logLevel', 'logFormat', 'serviceKeys'] as const
const load = (environment: Record<string, string>) => loadSettings(NAMES, {}, { environment, cwd })

it.each([
  ['DEBUG', '*'],
  ['DEBUG', 'app:*,-app:noise'],
  ['HOST', 'http://localhost:3000'],
  ['HOST', 'x86_64-conda-linux-gnu'],
  ['HOST', 'a b'],
  ['MODE', 'production'],
  ['PORT', 'tcp://10.0.0.7:80'],
  ['LOG_LEVEL', 'verbose'],
  ['LOG_FORMAT', '%h %l %u'],
])("takes %s=%s for another program's, with a warning", (name, value) => {
  const { values, warnings } = load({ [name]: value })
  expect(values).toEqual({ ...load({}).values })
  expect(warnings).toHaveLength(1)
  expect(warnings[0]).toContain(
    `${name}: given ${JSON.stringify(value)}, taken for another program's and left out`,
  )
})

it("never shows a secret that it takes for another program's", () => {
  const { values, warnings } = load({ API_KEYS: 'sk-simsecret' })
  expect(values.serviceKeys).toBeUndefined()
  expect(warnings).toEqual([expect.stringMatching(/^API_KEYS: given a value that is not shown, taken for/)])
  writeFileSync(join(cwd, '.env'), 'API_KEY=sk-simsecret\n')
  expect(load({}).warnings).toEqual([
    "API_KEY in .env is taken for another program's and left out; the setting here is API_KEYS",
  ])
})

it('looks further where the environment has another program’s value', () => {
  writeFileSync(join(cwd, '.env'), 'MODE=worker\n')
  const { values, warnings } = load({ MODE: 'production' })
  expect(values.mode).toBe('worker')
  expect(warnings).toHaveLength(1)
})

it.each([
  ['MODE', 'wroker', 'admin, worker, hybrid'],
  ['MODE', 'api', 'admin, worker, hybrid'],
  ['PORT', '80000', 'a port from 1 to 65535'],
  ['LOG_LEVEL', 'inf', 'trace, debug, info'],
  ['LOG_FORMAT', 'jsno', 'auto, json, text'],
  ['API_KEYS', 'read:short', 'scope:key'],
])('refuses %s=%s, which was likely meant', (name, value, allowed) => {
  expect(() => load({ [name]: value })).toThrow(allowed)
})

it('shows no password that stands in a URL, under whatever name', () => {
  expect(() =>
    loadSettings(['dbSchema'], {}, { environment: { DB_SCHEMA: 'postgres://u:sim@secret@h/d' }, cwd }),
  ).toThrow(/^DB_SCHEMA \(--db-schema\): given "…@h\/d", allowed: /)
})
