import { existsSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { CliFolder, documentOf } from '../cli/cli-folder.ts'

const folder = new CliFolder()
afterAll(() => folder[Symbol.dispose]())

const login = async (args: readonly string[], env: Record<string, string> = {}) =>
  await folder.run(['accounts', 'login', ...args], { env })
const ANY_PROGRAM = process.execPath
const SCREEN = { DISPLAY: ':0' }

describe.runIf(process.platform === 'linux')('accounts login, where it cannot open a browser', () => {
  it('names the other ways, and makes nothing', async () => {
    const { code, stdout, stderr } = await login([])
    expect(stderr).toMatch(
      /^airbnb-insights: no browser can be opened: [^\n]* screen[^\n]*\n→ [^\n]*accounts import[^\n]*--from FILE\n$/,
    )
    expect(stdout).toBe('')
    expect(code).toBe(3)
    expect(existsSync(folder.dataFolder)).toBe(false)
  })

  it('tells the same as JSON', async () => {
    expect(documentOf(await login(['--json']))).toMatchObject({
      error: { code: 'configuration', hint: expect.stringContaining('accounts import') },
    })
  })

  it.each([
    [['--account-id', 'anna'], {}, '--account-id: given "anna"'],
    [['--timeout-minutes', '0'], {}, '--timeout-minutes: given "0"'],
    [['--timeout-minutes', '1.5'], {}, '--timeout-minutes: given "1.5"'],
    [['--browser', 'none'], SCREEN, '--browser: given "none"'],
    [['--browser', ANY_PROGRAM, '--site', 'ftp://a.example'], SCREEN, 'ftp://a.example'],
    [['--browser', ANY_PROGRAM, '--site', 'http://www.airbnb.de'], SCREEN, 'not sent in the clear'],
    [
      ['--browser', ANY_PROGRAM],
      { ...SCREEN, AIRBNB_BASE_URL: 'http://a.example' },
      'AIRBNB_BASE_URL: given',
    ],
  ])('refuses %j', async (args, env, message) => {
    const { code, stderr } = await login(args, env)
    expect(stderr).toMatch(/^airbnb-insights: [^\n]*\n$/)
    expect(stderr).toContain(message)
    expect(code).toBe(2)
  })
})
