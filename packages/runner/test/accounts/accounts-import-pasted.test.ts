import { PassThrough } from 'node:stream'
import { simulatedCredentials } from 'airbnb-insights-client/simulator'
import { afterAll, expect, it } from 'vitest'
import { guardStream } from '../../src/output/guarded-stream.ts'
import { Redactor } from '../../src/output/redactor.ts'
import { runCli } from '../../src/program/run-cli.ts'
import { CliFolder } from '../cli/cli-folder.ts'
import { curlCommand } from '../cli/curl-command.ts'
import { CollectingStream } from '../output/collecting-stream.ts'

const folder = new CliFolder()
afterAll(() => folder[Symbol.dispose]())

const anna = simulatedCredentials('120000042')
const ben = simulatedCredentials('42')

/** Runs the import on a terminal where these pieces are pasted, a moment apart. */
async function importPasting(pieces: readonly string[], { stderrIsTerminal = true, env = {} } = {}) {
  const redactor = new Redactor()
  const rawModes: boolean[] = []
  const stdin = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (raw: boolean) => rawModes.push(raw),
  })
  const stdout = new CollectingStream()
  const stderr = new CollectingStream({ isTTY: stderrIsTerminal })
  guardStream(stdout, redactor)
  guardStream(stderr, redactor)
  for (const piece of pieces) stdin.write(piece)
  const code = await runCli(['accounts', 'import'], {
    stdin,
    stdout,
    stderr,
    environment: { NO_COLOR: '1', HOME: folder.path, ...env },
    cwd: folder.path,
    signal: new AbortController().signal,
    redactor,
    outcome: { exitCode: 0, documentPrinted: false, showsStack: false },
  })
  return { code, stdout: stdout.text, stderr: stderr.text, rawModes }
}

/** Splits a text as a terminal hands over what is longer than its buffer. */
const inPieces = (text: string) => text.match(/[^]{1,97}/g) ?? []

it('explains, takes a command over several lines, stores it and says what is next', async () => {
  // Terminals send \r for a line end; no Enter follows the last line.
  const pasted = curlCommand(anna).replaceAll('\n', '\r')
  const { code, stdout, stderr, rawModes } = await importPasting(inPieces(pasted))
  expect(code).toBe(0)
  expect(stderr).toContain('Copy as cURL')
  expect(stdout).toContain('✓ Account 120000042 added; its cookie is stored encrypted.')
  expect(stdout).toContain(anna.userAgent)
  expect(stdout).toContain('airbnb-insights doctor')
  expect(rawModes).toEqual([true, false])
})

it('takes the form for cmd', async () => {
  const pasted = [
    'curl ^"https://www.airbnb.com/api/v3/ListingsSectionQuery/7a64^" ^',
    `  -H ^"user-agent: ${ben.userAgent}^" ^`,
    `  -H ^"x-client-version: ${ben.clientVersion}^" ^`,
    `  -b ^"${ben.cookie.replaceAll('%', '^%')}^" ^`,
    '  --data-raw ^"^{^\\^"a^\\^":1^}^"',
  ].join('\r')
  const { code, stdout, stderr } = await importPasting(inPieces(`${pasted}\r`))
  expect(stderr).not.toContain('airbnb-insights:')
  expect(stdout).toContain('Account 42 added')
  expect(code).toBe(0)
})

it('takes all commands of a page, in pieces, and says what it left out', async () => {
  const elsewhere = `curl 'https://cdn.example/x' -H 'accept: */*'`
  const pasted = [elsewhere, curlCommand(anna), elsewhere, curlCommand(ben)]
    .join(' ;\n')
    .replaceAll('\n', '\r')
  const { code, stdout, stderr } = await importPasting(inPieces(pasted))
  expect(stdout.match(/Account \d+ /g)).toEqual(['Account 120000042 ', 'Account 42 '])
  expect(stderr).toContain('left out: 2 requests not to Airbnb (cdn.example)\n')
  expect(code).toBe(0)
})

it('waits for the rest where a value in quotes spans lines', async () => {
  const pasted = `${curlCommand(anna)} \\\n  --data-raw 'one\n\ntwo' -H 'last: one'`
  const { stdout } = await importPasting([pasted.slice(0, -24), pasted.slice(-24)])
  expect(stdout).toContain('Account 120000042 was there already')
})

it.each([
  ['something else', 'ls -la\r', 'no cURL command'],
  [
    'a command that Ctrl-D ends within quotes',
    `${curlCommand(anna).slice(0, -3)}\u0004`,
    'breaks off within quotes',
  ],
  ['the request of another site', `${curlCommand(anna, 'https://example.com')}\r`, 'example.com'],
])('refuses %s in one line that shows nothing of it', async (_, pasted, message) => {
  const { code, stdout, stderr, rawModes } = await importPasting([pasted])
  const [, error = ''] = stderr.split('Ctrl-C leaves.\n\n')
  expect(error).toMatch(/^airbnb-insights: [^\n]+; nothing was stored\n$/)
  expect(error).toContain(message)
  expect(`${stdout}${stderr}`).not.toContain(anna.cookie.slice(0, 40))
  expect(stdout).toBe('')
  expect(code).toBe(2)
  expect(rawModes).toEqual([true, false])
})

it('is left by Ctrl-C', async () => {
  const { code, rawModes } = await importPasting(["curl 'https://www.airbnb.com", '\u0003'])
  expect(code).toBe(130)
  expect(rawModes).toEqual([true, false])
})

it('asks nobody where stderr is no terminal or something was given', async () => {
  for (const surroundings of [{ stderrIsTerminal: false }, { env: { USER_AGENT: 'Mozilla/5.0' } }]) {
    const { code, stderr, rawModes } = await importPasting([], surroundings)
    expect(stderr).toMatch(/^airbnb-insights: AIRBNB_COOKIE [^\n]+\n$/)
    expect(code).toBe(2)
    expect(rawModes).toEqual([])
  }
})
