import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type DeclaredOption, errorCodesOf, optionsOf } from './support/declarations.ts'
import { codesIn, tableBelow } from './support/markdown-table.ts'
import { workspaceRoot } from './support/workspace.ts'

const readmeOf = (folder: string) =>
  readFileSync(join(workspaceRoot, 'packages', folder, 'README.md'), 'utf8')

/** Whether a default is a value, and not a description such as "the key last seen". */
const isValue = (text: string) => /^(`.*`|-?[\d.]+|true|false)$/.test(text)
const plain = (text: string) => text.replaceAll(/[`'_]/g, '')

const client = 'packages/airbnb-insights-client/src'
const prefixed = (prefix: string, options: readonly DeclaredOption[]) =>
  options.map((option) => ({ ...option, name: `${prefix}.${option.name}` }))

/** The options of the client, with those within `retry` and `rateLimit` in their place. */
const clientOptions = optionsOf(`${client}/client-options.ts`, 'AirbnbInsightsClientOptions').flatMap(
  (option) => {
    if (option.name === 'retry')
      return prefixed('retry', optionsOf(`${client}/retry-policy.ts`, 'RetryOptions'))
    if (option.name !== 'rateLimit') return [option]
    return prefixed('rateLimit', optionsOf(`${client}/pacing-policy.ts`, 'RateLimitOptions'))
  },
)

describe.each<[folder: string, heading: string, options: readonly DeclaredOption[]]>([
  [
    'insights-transform',
    'Options of `pollWindow`',
    optionsOf('packages/insights-transform/src/poll-window.ts', 'PollWindowOptions'),
  ],
  ['airbnb-insights-client', 'Options', clientOptions],
  [
    'insights-store-timescale',
    'Options of `openStore`',
    optionsOf('packages/insights-store-timescale/src/store-options.ts', 'StoreOptions'),
  ],
  [
    'runner',
    'Options of `syncAccount`',
    optionsOf('packages/runner/src/sync/sync-account.ts', 'SyncAccountOptions'),
  ],
])('the read-me of %s, %s', (folder, heading, options) => {
  /** Several options may share a row: their defaults then stand in the same order, separated by commas. */
  const written = tableBelow(readmeOf(folder), heading).flatMap(({ option = '', default: text = '' }) => {
    const names = codesIn(option)
    const defaults = names.length > 1 ? text.split(', ') : [text]
    return names.map((name, index) => ({ name, default: defaults[index] ?? '' }))
  })

  test('lists every option there is, and no other', () => {
    expect(written.map(({ name }) => name).toSorted()).toEqual(options.map(({ name }) => name).toSorted())
  })

  test('says of each what its declaration says of the default, where that is a value', () => {
    const declared = options.filter(({ defaultValue }) => defaultValue !== undefined && isValue(defaultValue))
    expect(declared.length).toBeGreaterThan(0)
    for (const { name, defaultValue = '' } of declared) {
      const said = written.find((row) => row.name === name)?.default ?? ''
      // A few words may follow the value.
      expect(`${name}: ${plain(said).split(',')[0]}`).toBe(`${name}: ${plain(defaultValue)}`)
    }
  })

  test('says of those that must be given that they have no default', () => {
    const required = new Set(options.filter(({ optional }) => !optional).map(({ name }) => name))
    const withDefault = written.filter((row) => required.has(row.name) && row.default !== '–')
    expect(withDefault).toEqual([])
  })
})

test.each([
  ['airbnb-insights-client', [`${client}/errors.ts`]],
  ['insights-store-timescale', ['packages/insights-store-timescale/src/errors.ts']],
  ['runner', ['packages/runner/src/sync/base-day-error.ts', 'packages/runner/src/session/clock-error.ts']],
])('the read-me of %s lists every error there is with its code', (folder, files) => {
  const written = tableBelow(readmeOf(folder), 'Errors').map(({ error = '', code = '' }) => [
    codesIn(error)[0],
    codesIn(code)[0],
  ])
  expect(Object.fromEntries(written)).toEqual(Object.assign({}, ...files.map((file) => errorCodesOf(file))))
})
