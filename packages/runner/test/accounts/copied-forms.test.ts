import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type SimulatedCredentials, simulatedCredentials } from 'airbnb-insights-client/simulator'
import { afterAll, expect, it } from 'vitest'
import { CliFolder } from '../cli/cli-folder.ts'

const folder = new CliFolder()
afterAll(() => folder[Symbol.dispose]())

const anna = simulatedCredentials('120000042')
const ben = simulatedCredentials('42')
const CHART = '3e1e441e3bac1937e60c1b0409b53286e338804dd94c68575c556289a3b07580'

function harEntry({ cookie, clientVersion, userAgent }: SimulatedCredentials, url: string): object {
  const headers = {
    cookie,
    'user-agent': userAgent,
    'x-client-version': clientVersion,
    'x-airbnb-api-key': 'publickey1',
  }
  return {
    startedDateTime: '2026-05-02T09:30:00.000Z',
    request: {
      url,
      method: 'GET',
      headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
    },
    response: { status: 200 },
  }
}

const cookiesTxt = ({ cookie }: SimulatedCredentials): string =>
  `# Netscape HTTP Cookie File\n${cookie
    .split('; ')
    .map((one) => `.airbnb.fr\tTRUE\t/\tTRUE\t1800000000\t${one.replace('=', '\t')}\n`)
    .join('')}`

it('cookies alone are refused where no browser is known, with what to give, and nothing is made', async () => {
  const { code, stderr } = await folder.run(['accounts', 'add', '--from', '-'], {
    stdin: `Cookie: ${anna.cookie}`,
  })
  expect([code, stderr]).toEqual([
    2,
    expect.stringMatching(/^airbnb-insights: X_CLIENT_VERSION \(--client-version\): [^\n]+\n$/),
  ])
  expect(existsSync(folder.dataFolder)).toBe(false)
})

it('takes forms of any kind, learns from them, and keeps what a poorer form does not say', {
  timeout: 120_000,
}, async () => {
  const har = {
    log: {
      version: '1.2',
      entries: [
        harEntry(ben, 'https://cdn.example/x'),
        harEntry(anna, `https://www.airbnb.de/api/v3/ChartQuery/${CHART}?locale=de&currency=EUR`),
      ],
    },
  }
  writeFileSync(join(folder.path, 'requests.har'), JSON.stringify(har, null, 2))
  const imported = await folder.run(['accounts', 'import', '--from', 'requests.har'])
  expect(imported.stderr).toBe('--from: "requests.har": left out: 1 request not to Airbnb (cdn.example)\n')
  expect(imported.code).toBe(0)

  writeFileSync(join(folder.path, 'ben.txt'), cookiesTxt(ben))
  const added = await folder.run(['accounts', 'add', '--from', 'ben.txt', '--json'])
  expect(added.stderr).toBe(
    'account 42: what was copied does not say which browser it is of; taken for that of account 120000042\n',
  )
  expect(JSON.parse(added.stdout).account).toMatchObject({
    account_id: '42',
    user_agent: anna.userAgent,
    base_url: 'https://www.airbnb.fr',
    learned: null,
  })

  const renewed = await folder.run(['accounts', 'update', '120000042', '--from', '-'], { stdin: anna.cookie })
  expect([renewed.code, renewed.stderr]).toEqual([0, ''])
  const { stdout } = await folder.run(['accounts', 'show', '120000042'])
  for (const line of [
    /^Site +https:\/\/www\.airbnb\.de$/m,
    /^Learned +\d{4}-\d\d-\d\d \d\d:\d\d/m,
    /^Queries +ChartQuery 3e1e441e…$/m,
    /^Web key +publickey1$/m,
    /^Language +de$/m,
    /^Currency +EUR$/m,
  ]) {
    expect(stdout).toMatch(line)
  }
  const doctor = await folder.run(['doctor', '--offline'])
  expect(doctor.stdout).toMatch(
    /learned +120000042: ChartQuery 3e1e441e…, web key publickey1, language de, currency EUR, site https:\/\/www\.airbnb\.de, given /,
  )
})
