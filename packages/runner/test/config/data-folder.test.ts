import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { usualDataFolder } from '../../src/config/data-folder.ts'
import { CliFolder } from '../cli/cli-folder.ts'

const cwd = realpathSync(mkdtempSync(join(tmpdir(), 'airbnb-insights-data-')))
afterAll(() => rmSync(cwd, { recursive: true }))

describe('without a folder that was named', () => {
  it.each([
    ['linux', { HOME: '/people/anna' }, '/people/anna/.local/share/airbnb-insights'],
    ['linux', { HOME: '/people/anna', XDG_DATA_HOME: '/data/anna' }, '/data/anna/airbnb-insights'],
    ['linux', { HOME: '/people/anna', XDG_DATA_HOME: 'here' }, '/people/anna/.local/share/airbnb-insights'],
    ['darwin', { HOME: '/people/anna' }, '/people/anna/Library/Application Support/airbnb-insights'],
    ['win32', { LOCALAPPDATA: '/c/anna/AppData/Local' }, '/c/anna/AppData/Local/airbnb-insights'],
  ] as const)('on %s with %j the data is in %s', (platform, environment, folder) => {
    expect(usualDataFolder({ cwd, environment, platform })).toBe(folder)
  })

  it('a folder .airbnb-insights where the command is run goes before it', () => {
    mkdirSync(join(cwd, '.airbnb-insights'))
    expect(usualDataFolder({ cwd, environment: { HOME: '/people/anna' } })).toBe(
      join(cwd, '.airbnb-insights'),
    )
  })
})

describe('a command that only reads makes nothing, and names the folder that it looked into', () => {
  it.each([
    [['accounts', 'list'], 0, 'No accounts yet in '],
    [['runs', 'list'], 0, 'No runs yet in '],
    [['sync'], 2, 'There is no account to sync yet in '],
    [['doctor', '--offline'], 0, '! database     nothing yet in '],
  ] as const)('%j', async (args, expected, text) => {
    using folder = new CliFolder()
    const { code, stdout, stderr } = await folder.run(args)
    expect(stdout + stderr).toContain(`${text}${folder.dataFolder}`)
    expect(code).toBe(expected)
    expect(readdirSync(folder.path)).toEqual([])
  })

  it.each([
    [['accounts', 'show', '7'], 1],
    [['accounts', 'update', '7', '--client-version', 'x'], 1],
    [['accounts', 'enable', '7'], 1],
    [['runs', 'show', 'latest'], 1],
    [['report'], 1],
    [['export', 'chart_query'], 1],
    [['migrate', 'status'], 0],
  ] as const)('nor does %j', async (args, expected) => {
    using folder = new CliFolder()
    const { code } = await folder.run(args)
    expect(code).toBe(expected)
    expect(existsSync(folder.dataFolder)).toBe(false)
  })
})
