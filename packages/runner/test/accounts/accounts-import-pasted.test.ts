import { PassThrough } from 'node:stream'
import { simulatedCredentials } from 'airbnb-insights-client/simulator'
import { afterAll, expect, it } from 'vitest'
import { curlCommand } from '../../../../scripts/copied-request.ts'
import { guardStream } from '../../src/output/guarded-stream.ts'
import { Redactor } from '../../src/output/redactor.ts'
import { runCli } from '../../src/program/run-cli.ts'
import { CliFolder } from '../cli/cli-folder.ts'
import { CollectingStream } from '../output/collecting-stream.ts'

const folder = new CliFolder()
afterAll(() => folder[Symbol.dispose]())

const anna = simulatedCredentials('120000042')
const ben = simulatedCredentials('42')

/** A paste as a terminal marks it that was asked to. */
const marked = (text: string) => `\u001b[200~${text}\u001b[201~`

/** Runs the import on a terminal where these pieces are pasted, so many milliseconds apart. */
async function importPasting(
  pieces: readonly string[],
  { stderrIsTerminal = true, env = {}, apartMs = 0, args = ['accounts', 'import'] } = {},
) {
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
  const written = writePieces(stdin, pieces, apartMs)
  const code = await runCli(args, {
    stdin,
    stdout,
    stderr,
    environment: { NO_COLOR: '1', HOME: folder.path, ...env },
    cwd: folder.path,
    signal: new AbortController().signal,
    redactor,
    outcome: { exitCode: 0, documentPrinted: false, showsStack: false },
  })
  await written
  const left = String(stdin.read() ?? '')
  return { code, stdout: stdout.text, stderr: stderr.text, rawModes, left }
}

async function writePieces(stdin: PassThrough, pieces: readonly string[], apartMs: number): Promise<void> {
  for (const piece of pieces) {
    if (apartMs > 0) await new Promise((resolve) => setTimeout(resolve, apartMs))
    stdin.write(piece)
  }
}

const MARK_PASTES = '\u001b[?2004h'
const MARK_NO_PASTES = '\u001b[?2004l'

/** Splits a text as a terminal hands over what is longer than its buffer. */
const inPieces = (text: string) => text.match(/[^]{1,97}/g) ?? []

it('explains, takes a command over several lines, stores it and says what is next', async () => {
  // Terminals send \r for a line end; no Enter follows the last line.
  const pasted = marked(curlCommand(anna).replaceAll('\n', '\r'))
  const { code, stdout, stderr, rawModes } = await importPasting(inPieces(pasted))
  expect(code).toBe(0)
  // Marks are asked for before anybody is told to paste, and no more afterwards.
  expect(stderr.startsWith(MARK_PASTES) && stderr.endsWith(MARK_NO_PASTES)).toBe(true)
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
  expect(stderr).toContain(MARK_PASTES)
  expect(stderr).not.toContain('airbnb-insights:')
  expect(stdout).toContain('Account 42 added')
  expect(code).toBe(0)
})

it('takes all commands of a page, in pieces, and says what it left out', async () => {
  const elsewhere = `curl 'https://cdn.example/x' -H 'accept: */*'`
  const pasted = [elsewhere, curlCommand(anna), elsewhere, curlCommand(ben)]
    .join(' ;\n')
    .replaceAll('\n', '\r')
  const { code, stdout, stderr } = await importPasting(inPieces(marked(pasted)))
  expect(stdout.match(/Account \d+ /g)).toEqual(['Account 120000042 ', 'Account 42 '])
  expect(stderr).toContain('left out: 2 requests not to Airbnb (cdn.example)\n')
  expect(code).toBe(0)
})

it('waits for the rest where a value in quotes spans lines', async () => {
  const pasted = marked(`${curlCommand(anna)} \\\n  --data-raw 'one\n\ntwo' -H 'last: one'`)
  const { stdout } = await importPasting([pasted.slice(0, -24), pasted.slice(-24)])
  expect(stdout).toContain('Account 120000042 was there already')
})

it('takes nothing of a slow paste before its end, though its beginning is a command already', async () => {
  const whole = curlCommand(anna)
  const pieces = [
    `\u001b[200~${whole}`,
    ` \\\r  -H 'later: `,
    `one'\rtouch run-by-the-shell`,
    '\r\u001b[201~',
  ]
  const { code, left, stdout, stderr } = await importPasting(pieces, { apartMs: 700 })
  expect(left).toBe('')
  expect(`${stdout}${stderr}`).not.toContain(anna.cookie.slice(0, 40))
  expect(code).toBe(0)
})

it('waits for Enter where the terminal marks no pastes, and takes the whole of a slow one', async () => {
  const pieces = inPieces(`${curlCommand(anna).replaceAll('\n', '\r')} -H 'later: one'`)
  const { code, left, stdout } = await importPasting([pieces[0] ?? '', pieces.slice(1).join(''), '\r'], {
    apartMs: 400,
  })
  expect(stdout).toContain('Account 120000042 was there already')
  expect([code, left]).toEqual([0, ''])
})

it.each([
  ['a blank line', (text: string) => [`${text}\r`, '\r']],
  ['Ctrl-D', (text: string) => [`${text}\r`, '\u0004']],
  ['the end that the terminal marks', (text: string) => [marked(text)]],
])('takes lines that may go on at %s', async (_, pasted) => {
  const headers = [
    'POST /api/v3/ListingsSectionQuery HTTP/2',
    'Host: www.airbnb.com',
    `Cookie: ${anna.cookie}`,
    `User-Agent: ${anna.userAgent}`,
    `X-Client-Version: ${anna.clientVersion}`,
  ].join('\r')
  const { code, stdout, stderr } = await importPasting(pasted(headers), { apartMs: 1700 })
  expect(stdout).toContain('Account 120000042 was there already')
  expect([code, stderr.includes('breaks off')]).toEqual([0, false])
})

it('says where a paste breaks off, and takes its rest from another', async () => {
  const whole = curlCommand(anna)
  const cut = whole.length - 20
  const { code, stderr } = await importPasting([marked(whole.slice(0, cut)), marked(whole.slice(cut))], {
    apartMs: 600,
  })
  expect(stderr).toContain('That breaks off: paste the rest as well, or press Ctrl-D')
  expect(code).toBe(0)
})

it.each([
  [
    'Ctrl-C',
    ["\u001b[200~curl 'https://www.airbnb.com", '\u0003', "/x'\rtouch run-by-the-shell\r", '\u001b[201~'],
  ],
  [
    'more than 16 MB',
    ['\u001b[200~', 'x'.repeat(16 * 1024 * 1024 + 1), '\rtouch run-by-the-shell\r', '\u001b[201~'],
  ],
])('swallows the rest of a paste that %s ends', async (_, pieces) => {
  const { code, left, rawModes } = await importPasting(pieces, { apartMs: 300 })
  expect(left).toBe('')
  expect(code).not.toBe(0)
  expect(rawModes).toEqual([true, false])
})

it.each([
  ['something else', 'ls -la\r', 'no request and no cookie'],
  ['a command that Ctrl-D ends within quotes', `${curlCommand(anna).slice(0, -3)}\u0004`, 'breaks off'],
  ['the request of another site', `${curlCommand(anna, 'https://example.com')}\r`, 'example.com'],
])('refuses %s in one line that shows nothing of it', async (_, pasted, message) => {
  const { code, stdout, stderr, rawModes } = await importPasting([pasted])
  const [, error = ''] = stderr.replace(MARK_NO_PASTES, '').split('Ctrl-C leaves.\n\n')
  expect(error).toMatch(/^airbnb-insights: [^\n]+; nothing was stored\n$/)
  expect(error).toContain(message)
  expect(`${stdout}${stderr}`).not.toContain(anna.cookie.slice(0, 40))
  expect(stdout).toBe('')
  expect(code).toBe(2)
  expect(rawModes).toEqual([true, false])
})

it('shows as little of what --from - is given on a terminal', async () => {
  const { code, stdout, stderr, rawModes } = await importPasting([marked(curlCommand(anna))], {
    args: ['accounts', 'update', '120000042', '--from', '-'],
  })
  expect(stderr).toBe(
    `${MARK_PASTES}Paste the copied request. It is your session, so it will not be shown. Ctrl-C leaves.\n${MARK_NO_PASTES}`,
  )
  expect(stdout).toContain('120000042')
  expect([code, rawModes]).toEqual([0, [true, false]])
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
