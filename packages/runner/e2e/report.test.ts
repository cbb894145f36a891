import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { documentOf } from '../test/cli/cli-folder.ts'
import { SimulatedCli } from './simulated-cli.ts'

describe('report', () => {
  let cli: SimulatedCli
  let accountId: string
  let atFirst: Awaited<ReturnType<SimulatedCli['spawn']>>
  beforeAll(async () => {
    cli = await SimulatedCli.start({ accounts: [{ listings: [{ internalName: 'Harbour loft' }, {}] }] })
    accountId = cli.simulator.accounts[0]?.accountId ?? ''
    atFirst = await cli.spawn(['report'])
    const { code, stderr } = await cli.sync()
    if (code !== 0) throw new Error(stderr)
  })
  afterAll(() => cli[Symbol.asyncDispose]())

  it('before the first sync says what to do, and writes nothing', () => {
    expect(atFirst).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'airbnb-insights: There is nothing to report on yet: no account has a number.\n→ Fetch some: airbnb-insights sync\n',
    })
  })

  it('writes one page into the folder and names it', async () => {
    const { code, stdout, stderr } = await cli.spawn(['report'])
    expect(stderr).toBe('')
    expect(stdout).toMatch(
      /^✓ airbnb-insights-report\.html \(\d+ kB\): 1 account, 2 listings, 2025-10-12 … 2026-07-11\n→ /,
    )
    expect(code).toBe(0)
    const page = readFileSync(join(cli.folder.path, 'airbnb-insights-report.html'), 'utf8')
    expect(page).toContain('Harbour loft')
    expect(page.endsWith('</html>\n')).toBe(true)
  })

  it('--json tells the file, its size and what is in it', async () => {
    const result = await cli.spawn([
      'report',
      '--json',
      '--account',
      accountId,
      '--from',
      '2026-03-04',
      '--to',
      '2026-04-04',
      '--listings',
      '1',
      '-o',
      'spring.html',
    ])
    const document = documentOf(result)
    expect(document).toMatchObject({
      file: expect.stringMatching(/spring\.html$/),
      accounts: 1,
      listings: 2,
      detailed_listings: 1,
      from: '2026-03-01',
      to: '2026-04-04',
    })
    const { bytes } = document as { bytes: number }
    expect(statSync(join(cli.folder.path, 'spring.html')).size).toBe(bytes)
  })

  it('-o - writes the page to stdout, and nothing else', async () => {
    const { code, stdout, stderr } = await cli.spawn(['report', '-o', '-'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.startsWith('<!doctype html>')).toBe(true)
    expect(stdout.endsWith('</html>\n')).toBe(true)
  })

  it.each([
    [['--from', 'yesterday'], '--from: given "yesterday", allowed: a day as YYYY-MM-DD'],
    [
      ['--from', '2026-02-01', '--to', '2026-01-01'],
      '--to: given "2026-01-01", allowed: a day not before --from',
    ],
    [['--listings', '-1'], '--listings: given "-1", allowed: a whole number from 0 to 1000'],
    [['-o', '-', '--json'], '--output: given "-" together with --json'],
    [['-o', 'report.pdf'], '--output: given "report.pdf", allowed: a name that ends in .html'],
    [['-o', 'nowhere/report.html'], '--output: given "nowhere/report.html" (ENOENT)'],
    [['--account', 'me'], '--account: given "me", allowed: the digits of an Airbnb account id'],
  ])('%j is refused in one line, exit code 2', async (args, message) => {
    const { code, stderr } = await cli.spawn(['report', ...args])
    expect(stderr).toContain(message)
    expect(code).toBe(2)
    expect(existsSync(join(cli.folder.path, 'nowhere'))).toBe(false)
  })

  it('of nights without numbers is refused, and says for which there are some', async () => {
    const { code, stderr } = await cli.spawn([
      'report',
      '--from',
      '2024-01-07',
      '--to',
      '2024-02-03',
      '-o',
      'old.html',
    ])
    expect(stderr).toMatch(
      /There is no number for the nights from 2024-01-07 to 2024-02-03: numbers are of nights from 2025-10-19 to \d{4}-\d{2}-\d{2}\./,
    )
    expect(code).toBe(1)
    expect(existsSync(join(cli.folder.path, 'old.html'))).toBe(false)
  })

  it('of an unknown account is an error that says where to look', async () => {
    const { code, stderr } = await cli.spawn(['report', '--account', '77'])
    expect(stderr).toContain('accounts list')
    expect(code).toBe(1)
  })
})
