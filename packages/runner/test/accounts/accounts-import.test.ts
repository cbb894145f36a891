import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { simulatedCredentials } from 'airbnb-insights-client/simulator'
import { afterAll, expect, it } from 'vitest'
import { curlCommand } from '../../../../scripts/copied-request.ts'
import { CliFolder, documentOf } from '../cli/cli-folder.ts'

const folder = new CliFolder()
afterAll(() => folder[Symbol.dispose]())

const anna = simulatedCredentials('120000042')
const ben = simulatedCredentials('42')
const pythonNames = {
  ACCOUNT_ID: anna.accountId,
  AIRBNB_COOKIE: anna.cookie,
  X_AIRBNB_CLIENT_TRACE_ID: anna.clientTraceId,
  X_CLIENT_VERSION: anna.clientVersion,
  USER_AGENT: anna.userAgent,
}

it('refuses an account id that the cookie contradicts', async () => {
  const { code, stderr } = await folder.run(['accounts', 'import'], {
    env: { ...pythonNames, ACCOUNT_ID: '42' },
  })
  expect(stderr).toMatch(
    /^airbnb-insights: [^\n]*belongs to the account 120000042[^\n]*nothing was stored\n$/,
  )
  expect(code).toBe(2)
})

it('takes several cURL commands, all or none', async () => {
  writeFileSync(join(folder.path, 'anna.txt'), curlCommand(anna))
  writeFileSync(join(folder.path, 'ben.txt'), curlCommand(ben))
  writeFileSync(join(folder.path, 'other.txt'), curlCommand(ben, 'https://example.com'))
  const refused = await folder.run(['accounts', 'import', '--from', 'anna.txt', '--from', 'other.txt'])
  expect(refused.stderr).toContain('"other.txt"')
  expect(refused.code).toBe(2)
  expect(documentOf(await folder.run(['accounts', 'list', '--json']))).toEqual({ accounts: [] })

  const both = await folder.run(['accounts', 'import', '--from', 'anna.txt', '--from', 'ben.txt'])
  expect(both.stdout.match(/added/g)).toHaveLength(2)
})

const elsewhere = (host: string) => `curl 'https://${host}/x' -b '_airbed_session_id=foreign'`

it('takes the accounts of several commands in one file, and says what it left out', async () => {
  const signedOut = curlCommand(anna).replace('_airbed_session_id', 'x')
  const hosts = ['cdn.example', 'cdn.example', 'ads.example', 'b.example', 'c.example']
  const all = [...hosts.map(elsewhere), signedOut, curlCommand(anna), curlCommand(ben)]
  writeFileSync(join(folder.path, 'all.txt'), all.join(' ;\n'))
  const { code, stdout, stderr } = await folder.run(['accounts', 'import', '--from', 'all.txt'])
  expect(stdout.match(/Account (?:120000042|42) /g)).toEqual(['Account 120000042 ', 'Account 42 '])
  expect(stderr).toBe(
    '--from: "all.txt": left out: 5 requests not to Airbnb (cdn.example, ads.example, b.example and 1 more) and 1 request without a whole session (no_session)\n',
  )
  expect(code).toBe(0)
})

it('takes a file that PowerShell wrote in UTF-16', async () => {
  writeFileSync(join(folder.path, 'utf16.txt'), `\ufeff${curlCommand(anna)}`, 'utf16le')
  const { code, stdout } = await folder.run(['accounts', 'import', '--from', 'utf16.txt'])
  expect(stdout).toContain('Account 120000042 was there already')
  expect(code).toBe(0)
})

it("takes the account that the Python system's environment describes, also from its .env file", async () => {
  const lines = Object.entries(pythonNames).map(([name, value]) => `${name}='${value}'`)
  writeFileSync(join(folder.path, 'python.env'), lines.join('\n'))
  const imported = await folder.spawn(['accounts', 'import', '--env-file', 'python.env', '--json'])
  expect(documentOf(imported)).toMatchObject({
    accounts: [{ account: { account_id: '120000042', user_agent: anna.userAgent }, created: false }],
  })
  const again = await folder.run(['accounts', 'import'], { env: pythonNames })
  expect(again.stdout).toContain('Account 120000042 was there already')
})
