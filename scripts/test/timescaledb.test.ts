import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { workspaceRoot } from './support/workspace.ts'

function timescaledb(args: string[], environment: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(
    'bash',
    [join(workspaceRoot, 'scripts/timescaledb'), ...args],
    {
      env: { ...process.env, TIMESCALEDB_PORT: '', TIMESCALEDB_DURABLE: '', ...environment },
      encoding: 'utf8',
    },
  )
  return { status, stdout, stderr }
}

test('without a verb it says which there are', () => {
  const { status, stderr } = timescaledb([])
  expect(status).toBe(2)
  expect(stderr).toBe(
    'usage: scripts/timescaledb start|stop|url|status|lend|destroy [--durable|--scratch|--primary|--standby]\n',
  )
})

test('a word that it does not know is refused', () => {
  expect(timescaledb(['start', 'now']).status).toBe(2)
})

test('a port that is none is named in one line', () => {
  const { status, stderr } = timescaledb(['start'], { TIMESCALEDB_PORT: 'five' })
  expect(status).toBe(1)
  expect(stderr).toBe("scripts/timescaledb: TIMESCALEDB_PORT is 'five': a port number is wanted\n")
})

test('the fast and the durable server have URLs of their own, on loopback', () => {
  const fast = timescaledb(['url']).stdout
  const durable = timescaledb(['url', '--durable']).stdout
  for (const url of [fast, durable])
    expect(url).toMatch(/^postgres:\/\/postgres@127\.0\.0\.1:\d+\/postgres\n$/)
  expect(durable).not.toBe(fast)
})
