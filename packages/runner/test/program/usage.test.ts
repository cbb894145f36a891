import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { CliFolder, documentOf } from '../cli/cli-folder.ts'

const folder = new CliFolder()
afterAll(() => folder[Symbol.dispose]())

const oneLine = /^airbnb-insights: [^\n]+\n$/

describe('help', () => {
  it('of the program lists commands, every setting under both names, and exit codes', async () => {
    const { code, stdout, stderr } = await folder.run(['--help'])
    expect(code).toBe(0)
    expect(stderr).toBe('')
    for (const text of [
      'accounts',
      'migrate',
      'doctor',
      '--base-url <url>',
      'AIRBNB_BASE_URL',
      '130  cancelled',
    ]) {
      expect(stdout).toContain(text)
    }
  })

  it('of a command teaches: description, defaults, environment names, examples', async () => {
    const { code, stdout } = await folder.run(['doctor', '--help'])
    expect(code).toBe(0)
    expect(stdout).toContain('Checks the database')
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('default: 500')
    expect(stdout).toContain('AIRBNB_MIN_INTERVAL_MS')
    expect(stdout).toContain('$ airbnb-insights doctor --account')
  })

  it('is found in every way to ask for it', async () => {
    for (const args of [
      ['help', 'runs', 'show'],
      ['runs', 'help', 'show'],
      ['runs', 'show', '-h'],
    ]) {
      const { code, stdout } = await folder.run(args)
      expect([code, stdout.split('\n')[0]]).toEqual([0, 'Usage: airbnb-insights runs show [options] <run>'])
    }
  })

  it('of the program fits the width as well', async () => {
    const { stdout } = await folder.run(['--help'])
    expect(stdout.split('\n').filter((line) => line.length > 100)).toEqual([])
  })

  it('of a group without a command goes to stderr', async () => {
    const { code, stdout, stderr } = await folder.run(['accounts'])
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain('rotate-keys')
  })
})

it('--version prints the version alone', async () => {
  const { code, stdout } = await folder.spawn(['--version'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
})

describe('what is mistyped is refused in one line with a suggestion, exit code 2', () => {
  it.each([
    [['acounts'], "unknown command 'acounts' (did you mean accounts?)"],
    [['acounts', '--help'], "unknown command 'acounts' (did you mean accounts?)"],
    [['help', 'acounts'], "unknown command 'acounts' (did you mean accounts?)"],
    [['runs', 'help', 'shwo'], "unknown command 'shwo' (did you mean show?)"],
    [['accounts', 'lst'], "unknown command 'lst' (did you mean list?)"],
    [['accounts', 'list', '--jsn'], "unknown option '--jsn' (did you mean --json?)"],
    [['export', 'chart_qury'], '(did you mean chart_query?)'],
    [['runs', 'list', '--status', 'partail'], '(did you mean partial?)'],
    [['doctor', '--frobnicate'], "unknown option '--frobnicate' (see `airbnb-insights doctor --help`)"],
    [['accounts', 'show'], "missing required argument 'id' (see `airbnb-insights accounts show --help`)"],
    [['accounts', 'list', 'surplus'], 'too many arguments'],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await folder.run(args)
    expect(stderr).toMatch(oneLine)
    expect(stderr).toContain(message)
    expect(stdout).toBe('')
    expect(code).toBe(2)
  })
})

describe('a malformed setting is refused in one line, exit code 2', () => {
  it('from a flag', async () => {
    const { code, stderr } = await folder.spawn(['doctor', '--min-interval-ms', 'soon'])
    expect(stderr).toBe(
      'airbnb-insights: AIRBNB_MIN_INTERVAL_MS (--min-interval-ms): given "soon", allowed: a whole number of milliseconds from 0 to 600000\n',
    )
    expect(code).toBe(2)
  })

  it('from the environment, also with --debug', async () => {
    const { code, stderr } = await folder.run(['accounts', 'list', '--debug'], {
      env: { DATABASE_POOL_MAX: 'many' },
    })
    expect(stderr).toMatch(oneLine)
    expect(stderr).toContain('DATABASE_POOL_MAX (--database-pool-max): given "many"')
    expect(code).toBe(2)
  })

  it('from a .env file', async () => {
    writeFileSync(join(folder.path, 'bad.env'), 'LOG_LEVEL=inf\n')
    const { code, stderr } = await folder.run(['accounts', 'list', '--env-file', 'bad.env'])
    expect(stderr).toMatch(oneLine)
    expect(stderr).toContain('LOG_LEVEL (--log-level) in bad.env: given "inf"')
    expect(code).toBe(2)
  })

  it('without showing a secret', async () => {
    const { code, stderr } = await folder.run(['accounts', 'list'], {
      env: { DATABASE_URL: 'mysql://root:simsecret-password@db/insights' },
    })
    expect(stderr).toMatch(oneLine)
    expect(stderr).toContain('DATABASE_URL (--database-url): given a value that is not shown')
    expect(stderr.includes('simsecret')).toBe(false)
    expect(code).toBe(2)
  })

  it('as a document with --json', async () => {
    const result = await folder.run(['accounts', 'list', '--json', '--db-schema', 'Not A Schema'])
    expect(documentOf(result)).toEqual({
      error: {
        code: 'usage',
        message: expect.stringContaining('DB_SCHEMA (--db-schema): given "Not A Schema"'),
      },
    })
    expect(result.code).toBe(2)
  })
})

it('alone it says what it is and how to begin, on less than a screen', async () => {
  const { code, stdout, stderr } = await folder.run([])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  // The prompt below it is the last of the 24 lines of a small terminal.
  expect(stdout.trimEnd().split('\n').length).toBeLessThan(24)
  expect(stdout).toContain('  airbnb-insights accounts import  add your account')
  expect(stdout).toMatch(/^ {2}airbnb-insights doctor +\S.*$/m)
  expect(stdout).toMatch(/^ {2}serve +\S.*$/m)
  expect(stdout).not.toContain('undefined')
})
