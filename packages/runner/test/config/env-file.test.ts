import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { loadSettings } from '../../src/config/load-settings.ts'

let cwd: string
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'env-file-'))
})
afterEach(() => {
  rmSync(cwd, { recursive: true })
})

const URL = 'postgres://insights:simsecret@127.0.0.1:5432/insights'

/** What is read of a `.env` with this content. */
function read(content: string | Uint8Array) {
  writeFileSync(join(cwd, '.env'), content)
  const { values, warnings } = loadSettings(
    ['databaseUrl', 'dbSchema', 'userAgent'],
    {},
    { environment: {}, cwd },
  )
  return { url: values.databaseUrl, schema: values.dbSchema, userAgent: values.userAgent, warnings }
}

const TEXT = `DATABASE_URL=${URL}\nDB_SCHEMA=mine\n`
const utf16le = Buffer.from(TEXT, 'utf16le')

it.each([
  ['UTF-8', TEXT],
  ['UTF-8 with a byte order mark', `\uFEFF${TEXT}`],
  ['UTF-16 LE, as PowerShell writes it', Buffer.from(`\uFEFF${TEXT}`, 'utf16le')],
  ['UTF-16 BE', Buffer.from(`\uFEFF${TEXT}`, 'utf16le').swap16()],
  ['UTF-16 LE without a byte order mark', utf16le],
  ['UTF-16 BE without a byte order mark', Buffer.from(utf16le).swap16()],
  ['lines that end in CR LF', TEXT.replaceAll('\n', '\r\n')],
  ['lines that end in CR', TEXT.replaceAll('\n', '\r')],
  ['lines for a shell', TEXT.replaceAll(/^/gm, 'export ').replace(/export $/, '')],
  ['spaces around the =', TEXT.replaceAll('=', ' = ')],
])('reads %s', (_, content) => {
  expect(read(content)).toEqual({ url: URL, schema: 'mine', userAgent: undefined, warnings: [] })
})

it.each([
  ['plain', 'plain'],
  ['  padded  ', 'padded'],
  ['one # comment', 'one'],
  ['one#two', 'one#two'],
  ['#one', '#one'],
  ['"one # two"', 'one # two'],
  ['"one" # comment', 'one'],
  ["'one # two'", 'one # two'],
  ['`one "two"`', 'one "two"'],
  ['"say \\"one\\""', 'say "one"'],
  ["'it\\'s'", "it's"],
  ['"C:\\\\agent"', 'C:\\agent'],
])('reads the value %s', (written, value) => {
  expect(read(`USER_AGENT=${written}\nDB_SCHEMA=mine\n`)).toMatchObject({ userAgent: value, schema: 'mine' })
})

it('reads a value in quotes over several lines, and what follows it', () => {
  writeFileSync(
    join(cwd, '.env'),
    'CREDENTIAL_KEYS="\nk1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"\nDB_SCHEMA=mine\n',
  )
  const { values } = loadSettings(['credentialKeys', 'dbSchema'], {}, { environment: {}, cwd })
  expect(values).toMatchObject({ credentialKeys: [{ id: 'k1' }], dbSchema: 'mine' })
})

it.each([
  ['DATABASE_URL: <URL>', 'written as in YAML or JSON (NAME: …)'],
  ['  "DATABASE_URL": "<URL>",', 'written as in YAML or JSON (NAME: …)'],
  ['$env:DATABASE_URL = "<URL>"', 'written as PowerShell writes it ($env:NAME = …)'],
  ['$Env:database_url="<URL>"', 'written as PowerShell writes it'],
  ['set DATABASE_URL=<URL>', 'written as a command (set NAME=…)'],
  ['setx DATABASE_URL "<URL>"', 'written as a command (set NAME=…)'],
  ['ENV DATABASE_URL <URL>', 'written as a command (set NAME=…)'],
  ['- DATABASE_URL=<URL>', 'written as a list (- NAME=…)'],
  ['DATABASE_URL <URL>', 'written without = (NAME …)'],
  ['DATABASE_URL="<URL>', 'written with a quote that is not closed'],
  ['DATABASE_URL="postgres://h/d"<URL>', 'written with more text after the closing quote'],
  ['Environment=DATABASE_URL=<URL>', 'written after another name'],
  ['DATABSE_URL: <URL>', 'written as in YAML or JSON'],
])('refuses %s by line and name, and says what to write', (written, form) => {
  const line = written.replace('<URL>', URL)
  const attempt = (): unknown => read(`# settings\n${line}\n`)
  expect(attempt).toThrow(/^DATABASE_URL in \.env, line 2: written .*, allowed: DATABASE_URL=value$/)
  expect(attempt).toThrow(form)
  expect(attempt).not.toThrow(/simsecret/)
})

it('refuses the rest of a value that was broken into lines', () => {
  expect(() => read('USER_AGENT=a\n(simsecret; b) c\n')).toThrow(
    /^USER_AGENT in \.env: line 2 after it is no NAME=value, allowed: a value on one line, or in quotes$/,
  )
})

it('refuses a command in place of its value, which no shell runs here', () => {
  for (const value of ['k1:$(openssl rand -base64 32)', '"k1:$(openssl rand -base64 32)"']) {
    expect(() => read(`CREDENTIAL_KEYS=${value}\n`)).toThrow(
      /^CREDENTIAL_KEYS in \.env, line 1: holds \$\(…\), which nothing runs here, allowed: the value itself/,
    )
  }
  expect(read('SOME_NAME=$(date)\nDB_SCHEMA=mine\n')).toMatchObject({ schema: 'mine' })
})

it('refuses what is no text, and a value that is no UTF-8', () => {
  expect(() => read(Buffer.from([0x44, 0x42, 0, 0, 0x53]))).toThrow('".env" is no text')
  expect(() => read(Buffer.from('# für mich\nUSER_AGENT=für mich\n', 'latin1'))).toThrow(
    'USER_AGENT in .env, line 2: holds bytes that are no UTF-8',
  )
  expect(read(Buffer.from('# für mich\nUSER_AGENT=mine\n', 'latin1'))).toMatchObject({ userAgent: 'mine' })
})

it("passes over another program's lines, and says so", () => {
  expect(read('[default]\nPATH_PREFIX: /x\nset -a\nSOME_NAME\nDB_SCHEMA=mine\n')).toMatchObject({
    schema: 'mine',
    warnings: ['.env: not NAME=value and left out: line 1, 2, 3'],
  })
})
