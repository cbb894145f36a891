import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { workspaceRoot } from './support/workspace.ts'

const folder = mkdtempSync(join(tmpdir(), 'host-insights-simulator-'))
afterAll(() => rmSync(folder, { recursive: true }))
const script = ['--conditions=airbnb-insights:source', join(workspaceRoot, 'scripts/simulator.ts')]
const run = (...args: string[]) =>
  promisify(execFile)(process.execPath, [...script, ...args], { encoding: 'utf8' }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
      code,
      stdout,
      stderr,
    }),
  )

test('--help says what there is', async () => {
  const { code, stdout, stderr } = await run('--help')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  for (const option of ['--accounts', '--listings', '--latency-ms', '--host', '--port', '--folder']) {
    expect(stdout).toContain(`  ${option} `)
  }
})

test.each([
  [['--listing', '3'], /^Unknown option '--listing'/],
  [['--accounts', 'many'], /^--accounts: given "many", allowed: a whole number from 1 on\n/],
])('%j is refused in two lines', async (args, reason) => {
  const { code, stderr } = await run(...args)
  expect(stderr).toMatch(reason)
  expect(stderr).not.toContain('    at ')
  expect(code).toBe(2)
})

test('it writes a copied request of each host, and the commands that it prints get the numbers', async () => {
  const simulator = spawn(
    process.execPath,
    [...script, '--accounts', '1', '--listings', '1', '--latency-ms', '0', '--port', '0', '--folder', folder],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  try {
    const commands: string[] = []
    for await (const line of createInterface(simulator.stdout)) {
      if (line.startsWith('The same accounts')) break
      if (line.startsWith('  ')) commands.push(line.trim())
    }
    expect(commands).toHaveLength(4)
    expect(readFileSync(/--from (\S+)/.exec(commands[1] ?? '')?.[1] ?? '', 'utf8')).toMatch(
      /^curl 'https:\/\/www\.airbnb\.com\/api\/v3\//,
    )
    const pasted = [
      'set -e',
      `airbnb-insights() { '${join(workspaceRoot, 'airbnb-insights')}' "$@"; }`,
      ...commands,
    ]
    const { stdout } = await promisify(execFile)('bash', ['-c', pasted.join('\n')], {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: folder, AIRBNB_MIN_INTERVAL_MS: '0', LOOKBACK_WEEKS: '1' },
      encoding: 'utf8',
    })
    expect(stdout).toMatch(/1 of 1 account synced completely/)
  } finally {
    simulator.kill()
    await once(simulator, 'close')
  }
})
