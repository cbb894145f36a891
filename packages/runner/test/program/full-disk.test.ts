import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openStore } from 'insights-store-timescale'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createTestDatabase,
  type TestDatabase,
  timescaleAvailable,
} from '../../../../scripts/test-database.ts'
import { CliFolder } from '../cli/cli-folder.ts'
import { ANNA, storeRows } from '../export/command/exported-rows.ts'

const BIN = fileURLToPath(new URL('../../dist/bin.js', import.meta.url))

describe.runIf(timescaleAvailable())('output that finds no place', () => {
  const folder = new CliFolder()
  const path = (name: string) => join(folder.path, name)
  let database: TestDatabase
  beforeAll(async () => {
    database = await createTestDatabase()
    await using store = await openStore({ connection: database.url, allowPlaintextCredentials: true })
    await storeRows(store)
  })
  afterAll(async () => {
    await database.drop()
    folder[Symbol.dispose]()
  })

  /** Runs a command line in a shell, which can make the disk end. */
  const inShell = async (script: string) => {
    const child = spawn('bash', ['-c', script.replaceAll('airbnb-insights', `"$NODE" "$BIN"`)], {
      cwd: folder.path,
      env: {
        PATH: process.env['PATH'],
        HOME: folder.path,
        NODE: process.execPath,
        BIN,
        DATABASE_URL: database.url,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
    return { code, stderr }
  }

  describe.runIf(process.platform === 'linux')('on a full device', () => {
    it.each([
      '--help',
      '--version',
      'sync --help',
      'accounts list',
      'accounts list --json',
      `accounts show ${ANNA}`,
      'runs list',
      'runs list --json',
      'migrate status --json',
      'doctor --offline',
      'export chart_query --format json',
      'report -o -',
      'report --json',
    ])('%s ends with exit code 1 and one line', async (args) => {
      const { code, stderr } = await inShell(`airbnb-insights ${args} > /dev/full`)
      expect(stderr).toBe(
        'airbnb-insights: the output could not be written whole: there is no space left (ENOSPC)\n',
      )
      expect(code).toBe(1)
    })

    it('keeps the exit code of what went wrong itself', async () => {
      const { code, stderr } = await inShell('airbnb-insights accounts show 404 --jsn > /dev/full')
      expect(code).toBe(2)
      expect(stderr).toContain("unknown option '--jsn'")
    })

    it('does not fail for remarks and logs that nobody can read', async () => {
      const { code } = await inShell('airbnb-insights accounts list --debug 2> /dev/full')
      expect(code).toBe(0)
    })
  })

  it('is told where a file takes only a part of it', async () => {
    const { code, stderr } = await inShell('ulimit -f 2; airbnb-insights --help > help.txt')
    expect(stderr).toBe('airbnb-insights: the output could not be written whole: EFBIG\n')
    expect(code).toBe(1)
    expect(statSync(path('help.txt')).size).toBe(2048)
  })

  it('leaves the report that was there, and nothing else', async () => {
    writeFileSync(path('report.html'), 'what was there')
    const { code, stderr } = await inShell('ulimit -f 2; airbnb-insights report -o report.html')
    expect(stderr).toMatch(
      /^airbnb-insights: report\.html: writing failed \(EFBIG\); nothing of it was kept\n$/,
    )
    expect(code).toBe(1)
    expect(readFileSync(path('report.html'), 'utf8')).toBe('what was there')
    expect(readdirSync(folder.path).filter((name) => name.startsWith('report.html'))).toEqual(['report.html'])
  })
})
