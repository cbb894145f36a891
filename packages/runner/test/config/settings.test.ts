import { describe, expect, it } from 'vitest'
import type { Setting } from '../../src/config/setting.ts'
import { SETTING_GROUPS, SETTINGS } from '../../src/config/settings.ts'
import { settingsHelp } from '../../src/config/settings-help.ts'

const declared: [string, Setting][] = Object.entries(SETTINGS)

describe.each(declared)('%s', (_name, setting) => {
  it('has a flag, an environment name, a description and words for what is allowed', () => {
    expect(setting.flag).toMatch(/^--[a-z][a-z-]+$/)
    expect(setting.env[0]).toMatch(/^(?:[A-Z][A-Z_]+|(?:https?|no)_proxy)$/)
    expect(setting.schema.description ?? '').toMatch(/\.$/)
    expect(setting.allowed).not.toBe('')
  })
})

it('no two settings share a flag or an environment name', () => {
  const names = declared.flatMap(([, { flag, env }]) => [flag, ...env])
  expect(new Set(names).size).toBe(names.length)
})

it('help lists every setting once, with both names', () => {
  expect(SETTING_GROUPS.flatMap(({ names }) => names).toSorted()).toEqual(Object.keys(SETTINGS).toSorted())
  const lines = settingsHelp().flatMap(({ settings }) => settings)
  for (const [, { flag, env }] of declared) {
    const line = lines.find(({ term }) => term.split(' ')[0] === flag)
    expect(line?.description).toContain(`env: ${env[0]}`)
  }
})

it('the settings of the Python system keep their names', () => {
  const names = declared.flatMap(([, { env }]) => env)
  expect(names).toEqual(
    expect.arrayContaining([
      'DATABASE_URL',
      'ACCOUNT_ID',
      'AIRBNB_COOKIE',
      'X_AIRBNB_CLIENT_TRACE_ID',
      'X_CLIENT_VERSION',
      'USER_AGENT',
      'LOOKBACK_WEEKS',
      'LOOKAHEAD_WEEKS',
      'LOG_LEVEL',
      'DEBUG',
    ]),
  )
})
