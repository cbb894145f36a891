import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { type Simulator, startSimulator } from 'airbnb-insights-client/simulator'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { curlCommand } from '../../../../scripts/copied-request.ts'
import {
  createTestDatabase,
  type TestDatabase,
  timescaleAvailable,
} from '../../../../scripts/test-database.ts'
import { Redactor } from '../../src/output/redactor.ts'
import { runCli } from '../../src/program/run-cli.ts'
import { CliFolder, documentOf, type RunOptions } from '../cli/cli-folder.ts'
import { CollectingStream } from '../output/collecting-stream.ts'

const ACCOUNT = '7001'
/** A name that would be a formula, and move the cursor. */
const NAME = '=1+2 "loft"'

const DATABASES = timescaleAvailable() ? (['embedded', 'server'] as const) : (['embedded'] as const)

describe.each(DATABASES)('sql, %s', (kind) => {
  const folder = new CliFolder()
  let simulator: Simulator
  let database: TestDatabase | undefined
  let env: Record<string, string> = {}
  const sql = (args: readonly string[], options: RunOptions = {}) =>
    folder.run(['sql', ...args], { ...options, env: { ...env, ...options.env } })

  beforeAll(async () => {
    if (kind === 'server') {
      database = await createTestDatabase()
      env = { DATABASE_URL: database.url }
    }
    // Cookies stand in plaintext: none may be shown.
    env = { ...env, ALLOW_PLAINTEXT_CREDENTIALS: '1' }
    simulator = await startSimulator({
      accounts: [{ accountId: ACCOUNT, listings: [{ internalName: NAME }] }],
      today: '2026-04-15',
    })
    const copied = simulator.accounts.map(({ credentials }) => curlCommand(credentials)).join('\n')
    if (kind === 'server') await folder.run(['migrate', 'up'], { env })
    const added = await folder.run(['accounts', 'import', '--from', '-'], { stdin: copied, env })
    if (added.code !== 0) throw new Error(added.stderr)
    const synced = await folder.run(
      [
        'sync',
        '--base-url',
        simulator.url,
        '--min-interval-ms',
        '0',
        '--lookback-weeks',
        '2',
        '--scrape-day',
        '2026-04-15',
      ],
      { env },
    )
    if (synced.code !== 0) throw new Error(synced.stderr)
  }, 120_000)
  afterAll(async () => {
    await simulator.close()
    await database?.drop()
    folder[Symbol.dispose]()
  })

  it('answers as a table, with ids and days as they are, and NULL to be seen', async () => {
    const { code, stdout, stderr } = await sql([
      "SELECT airbnb_listing_id AS listing, min(metric_date), NULL AS nothing, 9007199254740993 AS large FROM chart_query_as_of('2026-04-15') GROUP BY 1",
    ])
    expect(stderr).toBe('(1 row)\n')
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^listing +min +nothing +large\n9\d{17} +2026-\d\d-\d\d +NULL +9007199254740993\n$/,
    )
  })

  it('a table shows so many rows and says that there are more', async () => {
    const { stdout, stderr } = await sql(['SELECT generate_series(1, 2000) AS n', '--limit', '3'])
    expect(stdout).toBe('   n\n   1\n   2\n   3\n'.replaceAll('   ', ''))
    expect(stderr).toBe(
      'There is more: only the first 3 rows were printed. --limit <n> prints more, --format csv all of them.\n',
    )
    expect(
      (await sql(['SELECT generate_series(1, 2000)', '--format', 'ndjson'])).stdout.split('\n'),
    ).toHaveLength(2001)
  })

  it('answers as CSV, JSON and lines of JSON', async () => {
    const statement =
      "SELECT airbnb_internal_name AS name, 0.5::float8 AS half, -1 AS less, true AS yes, NULL AS nothing, '' AS empty, 9007199254740993 AS large FROM weeks LIMIT 1"
    const csv = await sql([statement, '--format', 'csv'])
    expect(csv.stdout).toBe(
      'name,half,less,yes,nothing,empty,large\r\n"\'=1+2 ""loft""",0.5,-1,t,,"",9007199254740993\r\n',
    )
    const object = {
      name: NAME,
      half: 0.5,
      less: -1,
      yes: true,
      nothing: null,
      empty: '',
      large: '9007199254740993',
    }
    expect(documentOf(await sql([statement, '--json']))).toEqual([object])
    expect(JSON.parse((await sql([statement, '--format', 'ndjson'])).stdout)).toEqual(object)
    expect(documentOf(await sql(['SELECT 1 WHERE FALSE', '--json']))).toEqual([])
  })

  it('takes statements from stdin and from a file, with semicolons where they end nothing', async () => {
    const script =
      'SELECT \'a;b\' AS x; -- ;\n/* ; /* ; */ */ SELECT $q$;$q$ AS y, "n;" FROM (SELECT 1 AS "n;") AS t;'
    const { stdout, code } = await sql([], { stdin: script })
    expect(stdout).toBe('x\na;b\ny  n;\n;   1\n')
    expect(code).toBe(0)
    expect((await sql(['-f', '-', '--format', 'csv'], { stdin: script })).code).toBe(2)
    const none = await sql([], { stdin: ' -- nothing\n' })
    expect(none.stderr).toContain('given no statement')
    expect(none.code).toBe(2)
  })

  it('says in one line what is wrong, and where', async () => {
    const { code, stderr, stdout } = await sql(['SELECT 1,\n  nope FROM weeks', '--json'])
    const message = 'SQL: column "nope" does not exist, line 2, column 3, at "nope FROM weeks"'
    expect(stderr).toBe(`airbnb-insights: ${message}\n`)
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toEqual({ error: { code: 'sql', message } })
  })

  it('only reads', async () => {
    const { code, stderr } = await sql(['DELETE FROM chart_query'])
    expect(stderr).toBe(
      'airbnb-insights: SQL: cannot execute DELETE in a read-only transaction\n→ --write lets statements write.\n',
    )
    expect(code).toBe(1)
    const sneaky = await sql([
      'SELECT count(*) > 0 AS whole FROM chart_query; COMMIT; DELETE FROM chart_query',
    ])
    expect(sneaky).toMatchObject({ code: 1, stdout: 'whole\nt\n' })
  })

  it('with --write it keeps notes of one’s own, and without --force never touches this program’s tables', async () => {
    const made = await sql([
      'CREATE TABLE notes (listing text); INSERT INTO notes VALUES (1), (2)',
      '--write',
    ])
    expect(made.stderr).toBe('CREATE\nINSERT: 2 rows\n')
    expect((await sql(['SELECT count(*) AS notes FROM notes'])).stdout).toBe('notes\n    2\n')
    const refused = await sql([`DELETE FROM "chart_query"`, '--write'])
    expect(refused.stderr).toBe(
      "airbnb-insights: The statement would change chart_query, which is the product's own. It was rolled back, nothing was changed.\n→ --force lifts that. Make a backup first.\n",
    )
    expect(refused.code).toBe(1)
    const forced = await sql(['UPDATE listings SET listing_name = listing_name', '--write', '--force'])
    expect(forced.stderr).toBe('UPDATE: 1 row\n')
    expect((await sql(['SELECT 1', '--force'])).code).toBe(2)
  })

  it('ends a statement that takes too long', async () => {
    const { code, stderr } = await sql([
      'SELECT count(*) FROM generate_series(1, 100000000000)',
      '--timeout',
      '1',
    ])
    expect(stderr).toBe(
      'airbnb-insights: The statement was ended: it took longer than 1 s.\n→ --timeout <seconds> gives it more time.\n',
    )
    expect(code).toBe(1)
  })

  it('shows no cookie, however it is asked for', async () => {
    const cookie = String(simulator.accounts[0]?.credentials.cookie)
    const values = cookie
      .split('; ')
      .map((part) => part.slice(part.indexOf('=') + 1))
      .filter((value) => !/^\d+$/.test(value))
    expect(values.length).toBeGreaterThan(1)
    // To write, the embedded database itself is used and no copy without cookies.
    for (const flags of [['--json'], ['--write', '--format', 'csv']]) {
      const statement = 'SELECT a.*, a::text AS whole, to_json(a) AS document FROM accounts AS a'
      const { stdout, code } = await sql([statement, ...flags])
      expect(code).toBe(0)
      expect(stdout).toContain(ACCOUNT)
      for (const value of values) expect(stdout).not.toContain(value)
    }
  })

  it('a prompt takes lines until a semicolon, helps, ends a statement at Ctrl-C, and goes on', async () => {
    const stdin = Object.assign(new PassThrough(), { isTTY: true })
    const [stdout, stderr] = [new CollectingStream(), new CollectingStream()]
    const ended = runCli(['sql'], {
      stdin,
      stdout,
      stderr,
      environment: { HOME: folder.path, NO_COLOR: '1', ...env },
      cwd: folder.path,
      signal: new AbortController().signal,
      redactor: new Redactor(),
      outcome: { exitCode: 0, documentPrinted: false, showsStack: false },
    })
    const said = (text: string) =>
      expect.poll(() => stdout.text + stderr.text, { timeout: 30_000 }).toContain(text)
    await said('\\d lists what there is')
    stdin.write('SELECT 20 +\n22\nAS answer;\n')
    await said('answer\n    42')
    stdin.write('SELECT nope;\n')
    await said('✗ SQL: column "nope" does not exist, line 1, column 8')
    stdin.write('\\d weeks\n')
    await said('booked_nights')
    stdin.write('\\d\n')
    await said('chart_query_as_of(day date)')
    stdin.write('SELECT count(*) FROM generate_series(1, 100000000000);\n')
    await new Promise((resolve) => setTimeout(resolve, 500))
    stdin.write('\u0003')
    await said('✗ cancelled')
    stdin.write("SELECT 'still ' || 'here' AS there;\n")
    await said('still here')
    stdin.write('\\q\n')
    expect(await ended).toBe(0)
  })
})

describe('sql --serve', () => {
  const folder = new CliFolder()
  afterAll(() => folder[Symbol.dispose]())

  it('opens the embedded database to clients until Ctrl-C, and others use the folder meanwhile', async () => {
    const none = await folder.run(['sql', '--serve', '0'])
    expect(none.stderr).toContain('There is no data yet')
    await using simulator = await startSimulator({ accounts: [{ accountId: ACCOUNT, listings: 1 }] })
    const copied = simulator.accounts.map(({ credentials }) => curlCommand(credentials)).join('\n')
    const added = await folder.run(['accounts', 'import', '--from', '-'], { stdin: copied })
    expect(added.code, added.stderr).toBe(0)
    let shown = ''
    const { code, stderr } = await folder.spawn(['sql', '--serve', '0', '--json'], {
      whileRunning: async (child) => {
        child.stdout?.on('data', (text: string) => (shown += text))
        while (!shown.includes('}')) await once(child.stdout as NodeJS.ReadableStream, 'data')
        const { url } = JSON.parse(shown) as { url: string }
        const client = new Client({ connectionString: url })
        await client.connect()
        expect((await client.query('SELECT count(*)::int AS runs FROM sync_runs')).rows).toEqual([
          { runs: 0 },
        ])
        // Others use the folder meanwhile.
        expect((await folder.spawn(['accounts', 'list', '--json'])).code).toBe(0)
        await client.end()
        child.kill('SIGINT')
      },
    })
    expect(stderr).toContain('Ctrl-C ends it.')
    expect(code).toBe(0)
  })
})
