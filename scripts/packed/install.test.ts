import { globSync, lstatSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { installationOf } from './support/packed-packages.ts'

const project = installationOf('airbnb-insights-runner')

/** Prints which packages' files a module loads with it, and how many bytes they are. */
const COUNT_LOADED = `
import { statSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
const packages = new Set()
let modules = 0
let bytes = 0
registerHooks({
  load(url, context, next) {
    if (url.startsWith('file:')) {
      modules += 1
      bytes += statSync(fileURLToPath(url)).size
      packages.add(/.*node_modules\\/((?:@[^/]+\\/)?[^/]+)\\//.exec(url)?.[1])
    }
    return next(url, context)
  },
})
await import(process.argv[2])
console.log(JSON.stringify({ modules, bytes, packages: [...packages] }))
`

interface Loaded {
  readonly modules: number
  readonly bytes: number
  readonly packages: readonly string[]
}

async function loadedBy(entry: string): Promise<Loaded> {
  project.write('count-loaded.mjs', COUNT_LOADED)
  const { stdout, stderr } = await project.node('count-loaded.mjs', entry)
  expect(stderr).toBe('')
  return JSON.parse(stdout) as Loaded
}

// The library of the Model Context Protocol is 2 of the packages and 8.4 MB, most of it source maps and a second form of
// its modules; nothing of it is loaded before an assistant asks. 6 MB are the program, which holds again what it needs.
test('an install of the runner is no more than 164 packages and 123 MB', () => {
  const files = globSync('node_modules/**', { cwd: project.folder })
    .map((file) => ({ file, stat: lstatSync(join(project.folder, file)) }))
    .filter(({ stat }) => stat.isFile())
  const packages = files.filter(({ file }) =>
    /node_modules\/(@[^/]+\/[^/]+|[^@/.][^/]*)\/package\.json$/.test(file),
  )
  const megabytes = files.reduce((sum, { stat }) => sum + stat.size, 0) / 1e6
  expect(packages.length).toBeLessThanOrEqual(164)
  expect(megabytes).toBeLessThanOrEqual(123)
})

const SERVICE = ['fastify', 'pg-boss', 'pino', 'prom-client', '@fastify/swagger-ui']
const ASSISTANTS = ['@modelcontextprotocol/server', '@modelcontextprotocol/core']
const CLI = ['commander', 'cli-table3', 'log-update']

test.each([
  {
    entry: 'airbnb-insights-runner',
    modules: 600,
    bytes: 3_850_000,
    without: [...SERVICE, ...CLI, ...ASSISTANTS],
  },
  {
    entry: 'airbnb-insights-runner/report',
    modules: 385,
    bytes: 1_650_000,
    without: [...SERVICE, ...CLI, ...ASSISTANTS, 'undici', 'zod'],
  },
  {
    entry: 'airbnb-insights-runner/export',
    modules: 5,
    bytes: 20_000,
    without: ['hyparquet-writer', 'kysely', 'insights-store-timescale'],
  },
  {
    entry: 'airbnb-insights-runner/service',
    modules: 990,
    bytes: 7_900_000,
    without: [...CLI, ...ASSISTANTS],
  },
])('$entry loads no more than its own', async ({ entry, modules, bytes, without }) => {
  const loaded = await loadedBy(entry)
  expect(loaded.packages).toContain('airbnb-insights-runner')
  expect(loaded.packages.filter((name) => without.includes(name))).toEqual([])
  expect(loaded.modules).toBeLessThanOrEqual(modules)
  expect(loaded.bytes).toBeLessThanOrEqual(bytes)
})
