// Runs vitest with this script's arguments, keeps a copy of all that it prints, and then searches that copy and
// what the tests kept for a planted secret. Exit code 1 if a test failed or a secret was found.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { finished } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { findLeaks } from './secret-marker.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const given = process.env['TEST_ARTEFACTS_DIR']
const folder = given ? resolve(given) : mkdtempSync(join(tmpdir(), 'host-insights-tests-'))
mkdirSync(folder, { recursive: true })

const testsPassed = await runVitest()
const leaks = [folder, ...serverLogs()].flatMap((path) => findLeaks(path))
for (const { file, line } of leaks) {
  process.stderr.write(`a planted secret was printed: line ${line} of ${file}\n`)
}
if (leaks.length === 0) process.stdout.write('No planted secret in any output.\n')

const good = testsPassed && leaks.length === 0
if (!good) process.stderr.write(`Everything that the run printed and kept: ${folder}\n`)
else if (!given) rmSync(folder, { recursive: true })
process.exitCode = good ? 0 : 1

async function runVitest(): Promise<boolean> {
  const copy = createWriteStream(join(folder, 'vitest.log'))
  const vitest = spawn(
    process.execPath,
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${join(folder, 'vitest.json')}`,
      ...process.argv.slice(2),
    ],
    {
      cwd: root,
      env: {
        ...process.env,
        TEST_ARTEFACTS_DIR: folder,
        // Through a pipe vitest would print without colours.
        ...(process.stdout.isTTY && !process.env['NO_COLOR'] ? { FORCE_COLOR: '1' } : {}),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  // Ctrl-C reaches vitest as well: it ends by itself and what it printed is searched all the same.
  process.on('SIGINT', () => undefined)
  for (const [from, to] of [
    [vitest.stdout, process.stdout],
    [vitest.stderr, process.stderr],
  ] as const) {
    from.pipe(to, { end: false })
    from.pipe(copy, { end: false })
  }
  const [code] = (await once(vitest, 'close')) as [number | null]
  copy.end()
  await finished(copy)
  return code === 0
}

/** PostgreSQL logs the statements that failed. */
function serverLogs(): string[] {
  return [join(root, '.timescaledb/fast/data/server.log')].filter((path) => existsSync(path))
}
