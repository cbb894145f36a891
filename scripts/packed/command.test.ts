import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readManifest } from '../test/support/workspace.ts'
import { installationOf } from './support/packed-packages.ts'

const project = installationOf('airbnb-insights-runner')
const command = join('node_modules', '.bin', 'airbnb-insights')

test('the runner puts its command on the path', async () => {
  const help = await project.node(command, '--help')
  expect(help).toMatchObject({ status: 0, stderr: '' })
  for (const verb of ['demo', 'sync', 'serve', 'accounts', 'runs', 'report', 'migrate', 'doctor']) {
    expect(help.stdout).toContain(verb)
  }
})

test('the command tells the version of the package', async () => {
  const { version } = readManifest(join(project.folder, 'node_modules/airbnb-insights-runner'))
  expect((await project.node(command, '--version')).stdout.trim()).toBe(version)
})

/** Prints what a command line loads. */
const LIST_LOADED = `
import { writeFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
const loaded = []
registerHooks({
  load(url, context, next) {
    if (url.startsWith('file:')) loaded.push(url)
    return next(url, context)
  },
})
process.on('exit', () => writeFileSync('loaded.json', JSON.stringify(loaded)))
`

test('a service starts from a few files, which hold all that it needs', async () => {
  project.write('list-loaded.mjs', LIST_LOADED)
  project.write('worker.env', 'MODE=worker\nDATABASE_URL=postgres://127.0.0.1:1/none\n')
  // By then all that a service is has been loaded.
  const ended = await project.node(
    '--import',
    './list-loaded.mjs',
    command,
    'serve',
    '--env-file',
    'worker.env',
  )
  expect(ended.stderr).toContain('127.0.0.1:1/none cannot be reached')
  const loaded = JSON.parse(readFileSync(join(project.folder, 'loaded.json'), 'utf8')) as string[]
  expect(loaded.filter((url) => !url.includes('/airbnb-insights-runner/dist/'))).toEqual([])
  expect(loaded.length).toBeLessThanOrEqual(100)
})

test('the program says whose code it holds, each with its licence', () => {
  const licences = readFileSync(
    join(project.folder, 'node_modules/airbnb-insights-runner/dist/program/LICENCES.txt'),
    'utf8',
  )
  const each = licences.split(/^-{80}\n\n/m)
  const names = each.map((one) => /^(\S+) \d/.exec(one)?.[1])
  expect(names).toEqual(expect.arrayContaining(['fastify', 'kysely', 'pg', 'pg-boss', 'undici', 'zod']))
  for (const one of each) expect(one).toMatch(/^\S+ \S+ \(.+\)\n\n\S/)
})
