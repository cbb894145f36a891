import { existsSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CliFolder, documentOf } from '../test/cli/cli-folder.ts'

const EVENTS = [
  'rate_limited',
  'server_error',
  'malformed_answer',
  'unexpected_base_day',
  'expired_session',
  'incremental',
  'caught_up',
  'expired_session_not_asked',
  'session_renewed',
  'as_of',
]

/** Settings that would break any command that reads them. */
const BROKEN_SETTINGS = {
  DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none',
  CREDENTIAL_KEYS: 'not a key',
  AIRBNB_BASE_URL: 'not a url',
  LOG_LEVEL: 'not a level',
  DATA_DIR: '/dev/null/not-a-folder',
}

describe('demo', () => {
  it('on a pipe tells the whole story in plain lines, and leaves a database that can be looked at', async () => {
    using folder = new CliFolder()
    writeFileSync(join(folder.path, '.env'), 'MIN_INTERVAL=broken\nLOG_LEVEL=broken\n')
    const { code, stdout, stderr } = await folder.spawn(['demo', '--data-dir', 'kept'], {
      env: BROKEN_SETTINGS,
    })
    expect(stderr).toBe('')
    expect(stdout).not.toContain('\u001b')
    expect(stdout.match(/^✓ /gm)).toHaveLength(EVENTS.length)
    expect(stdout).toContain(
      `${String(EVENTS.length)} of ${String(EVENTS.length)} scripted events happened as they should`,
    )
    expect(stdout).toMatch(/^210000002 +partial /m)
    expect(stdout).toMatch(/^210000003 +auth_failed /m)
    expect(code).toBe(0)

    const kept = join(folder.path, 'kept')
    const named = /^The report, to be opened in a browser:\s+(.+)$/m.exec(stdout)?.[1] ?? ''
    expect(named).toBe(join(realpathSync(kept), 'report.html'))
    const page = readFileSync(named, 'utf8')
    for (const text of ['Account 210000003', 'Harbour loft', 'Glacier flat', '16 Jun 2026']) {
      expect(page.replaceAll(/<\/?bdi>/g, '')).toContain(text)
    }
    // The week of the boat house that docs/what-the-numbers-mean.md works out.
    const numbers = ['0.140%', '67.725%', '10.252%', '1.365%', '293', '2,858', '4', '81', '0.423%']
    expect(page).toContain(`7 – 13 Jun 2026</th>${numbers.map((number) => `<td>${number}</td>`).join('')}`)
    expect(readdirSync(folder.path).sort()).toEqual(['.env', 'kept'])
    const runs = await folder.spawn(['runs', 'list', '--json', '--no-env-file', '--data-dir', kept])
    expect(documentOf(runs)).toMatchObject({
      runs: [
        { account_id: '210000003', status: 'succeeded' },
        { scrape_day: '2026-06-16', status: 'succeeded' },
        { scrape_day: '2026-06-16', status: 'succeeded' },
        { scrape_day: '2026-06-15' },
        { scrape_day: '2026-06-15' },
        { scrape_day: '2026-06-15' },
      ],
    })
  })

  it('--json prints one document with every event and both answers', async () => {
    using folder = new CliFolder()
    const result = await folder.spawn(['demo', '--json', '--data-dir', 'kept'], { env: BROKEN_SETTINGS })
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(documentOf(result)).toMatchObject({
      exit_code: 0,
      data_dir: expect.stringMatching(/kept$/),
      syncs: [{ scrape_day: '2026-06-15' }, { scrape_day: '2026-06-16' }, { scrape_day: '2026-06-16' }],
      events: EVENTS.map((event) => ({ event, happened: true })),
      as_of: {
        answers: [
          { as_of: '2026-06-15', value: 89 },
          { as_of: '2026-06-16', value: 93 },
        ],
      },
      report: { file: expect.stringMatching(/kept\/report\.html$/), accounts: 3, listings: 13 },
    })
  })

  it('refuses a folder that holds something: exit code 2, nothing written', async () => {
    using folder = new CliFolder()
    writeFileSync(join(folder.path, 'mine'), '')
    const { code, stderr } = await folder.spawn(['demo', '--data-dir', '.'])
    expect(stderr).toContain('--data-dir: given "." (not empty)')
    expect(code).toBe(2)
    expect(existsSync(join(folder.path, 'credential.key'))).toBe(false)
  })
})
