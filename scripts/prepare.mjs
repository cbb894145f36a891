// Brings a checkout to where tests and the demo can run: dependencies as locked, packages built. It runs before
// anything is installed, on any Node from 20: hence plain JavaScript and nothing but Node's own modules.
// What it runs stays silent unless it fails.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const { packageManager } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20) fail(`Node ${process.versions.node} is too old: Node 20 or later is needed`)

const fresh = !existsSync(`${root}node_modules`)
step(`installing dependencies${fresh ? ' (the first time, this takes a moment)' : ''}`, 'npx', [
  '-y',
  packageManager,
  'install',
  '--frozen-lockfile',
  '--reporter=append-only',
])
// Development runs on the Node of the lock file where there is one for the platform; elsewhere the machine's own must do.
if (!existsSync(`${root}node_modules/.bin/node`) && (major < 22 || (major === 22 && minor < 19))) {
  fail(
    `for ${process.platform} on ${process.arch} no Node comes with the dependencies: install Node 22.19 or later (here is ${process.versions.node})`,
  )
}
step('building packages', 'npx', [
  'turbo',
  'run',
  'build',
  '--output-logs=errors-only',
  '--no-update-notifier',
])

function step(title, command, args) {
  const startedAt = performance.now()
  process.stderr.write(`${title} … `)
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', CI: '1' },
    // npx is a .cmd file on Windows.
    shell: process.platform === 'win32',
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (status === 0) {
    process.stderr.write(`${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`)
    return
  }
  process.stderr.write('failed\n')
  fail(error?.message ?? `${stdout}${stderr}\n'${command} ${args.join(' ')}' ended with exit code ${status}`)
}

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}
