import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { simulatedCredentials } from 'airbnb-insights-client/simulator'
import { afterAll, describe, expect, it } from 'vitest'
import { curlCommand } from '../../../../scripts/copied-request.ts'
import { CliFolder } from '../cli/cli-folder.ts'

const BIN = fileURLToPath(new URL('../../dist/bin.js', import.meta.url))
const folder = new CliFolder()
afterAll(() => folder[Symbol.dispose]())

const anna = simulatedCredentials('120000042')

/** Longer than a terminal of old was waited for. */
const SLOW_MS = 700

/** Pastes slowly into the import, run by a shell in a terminal of its own, and gives what the screen showed. */
async function pasteSlowly(pieces: readonly string[]): Promise<string> {
  const child = spawn('script', ['-qefc', 'bash --norc --noprofile -i', '/dev/null'], {
    cwd: folder.path,
    env: { PATH: process.env['PATH'], HOME: folder.path, TERM: 'xterm', NODE: process.execPath, BIN },
  })
  const closed = new Promise((resolve) => child.once('close', resolve))
  let screen = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (screen += text))
  const shows = (text: string) => expect.poll(() => screen, { timeout: 20_000, interval: 50 }).toContain(text)
  child.stdin.write('"$NODE" "$BIN" accounts import; echo "left with"" $?"\r')
  await shows('Ctrl-C leaves.')
  for (const piece of pieces) {
    await wait(SLOW_MS)
    child.stdin.write(piece)
  }
  await shows('left with ')
  // Whatever came back to the shell would be run before this.
  child.stdin.write('echo "the"" end"; exit\r')
  await shows('the end')
  child.stdin.end()
  await closed
  return screen
}

describe.runIf(process.platform === 'linux')('in a terminal, over a slow line', { timeout: 60_000 }, () => {
  it.each([
    [
      'a command that is whole before its paste is',
      [curlCommand(anna, 'https://example.com').replaceAll('\n', '\r'), ` \\\r  -H 'later: one'`],
      'example.com',
    ],
    [
      'a cookie among other text',
      ['this is no command', `\r-H 'cookie: ${anna.cookie}'`],
      'broken over several lines',
    ],
  ])('shows nothing of %s, and leaves nothing of it to the shell', async (_, pieces, refusal) => {
    const screen = await pasteSlowly(['\u001b[200~', ...pieces, '\rtouch run-by-the-shell', '\r\u001b[201~'])
    expect(screen).toContain(refusal)
    expect(screen).toContain('left with 2')
    expect(screen).not.toContain(anna.cookie.slice(0, 12))
    expect(existsSync(join(folder.path, 'run-by-the-shell'))).toBe(false)
  })
})
