import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { installAlone, type Project, packAll, temporaryFolder } from './support/installed-package.ts'
import { type Manifest, publishedPackages } from './support/workspace.ts'

/** What each package's user does, checked by the compiler; a line that must not compile proves that types are there. */
const consumers: Record<string, { entries: Record<string, string[]>; typed: string }> = {
  'insights-transform': {
    entries: { 'insights-transform': ['pollWindow', 'flattenChart', 'pivotChart', 'measureBaseDay'] },
    typed: `
      import { addDays, CHART_QUERY_COLUMNS, type ChartQueryRow, flattenListings, pollWindow } from 'insights-transform'
      const window: { start: string; end: string } = pollWindow({ today: '2025-07-14' })
      export const next: string = addDays(window.end, 1)
      export const columns: readonly (keyof ChartQueryRow)[] = CHART_QUERY_COLUMNS
      export type Listings = ReturnType<typeof flattenListings>
      // @ts-expect-error -- a number of days, not their name
      addDays(window.end, 'one')
    `,
  },
  'airbnb-insights-client': {
    entries: {
      'airbnb-insights-client': ['AirbnbInsightsClient', 'accountIdFromCookie', 'isAuthenticationError'],
      'airbnb-insights-client/simulator': ['startSimulator', 'simulatedValue'],
    },
    typed: `
      import { AirbnbInsightsClient, isRateLimitError } from 'airbnb-insights-client'
      import { startSimulator } from 'airbnb-insights-client/simulator'
      export async function listingIds(signal: AbortSignal): Promise<string[]> {
        await using simulator = await startSimulator({ accounts: 1, seed: 1 })
        const credentials = simulator.accounts[0]!.credentials
        await using client = new AirbnbInsightsClient({ credentials, baseUrl: simulator.url })
        const response = await client.listListings({ signal })
        const [section] = response.data.porygon.getPerformanceComponents.components
        return section?.tableRows.map((row) => row.id) ?? []
      }
      export const waitMs = (error: unknown): number => (isRateLimitError(error) ? (error.retryAfterMs ?? 0) : 0)
      // @ts-expect-error -- credentials are not optional
      new AirbnbInsightsClient({})
    `,
  },
  'insights-store-timescale': {
    entries: { 'insights-store-timescale': ['openStore', 'parseCredentialKeys', 'isLeaseLostError'] },
    typed: `
      import { isNotMigratedError, openStore, type Run, type Store } from 'insights-store-timescale'
      export async function latestRun(connection: string): Promise<Run | undefined> {
        await using store: Store = await openStore({ connection, schema: 'airbnb' })
        await store.migrate()
        const [run] = await store.runs.list({ limit: 1 })
        return run
      }
      export const unmigrated = (error: unknown): boolean => isNotMigratedError(error)
      // @ts-expect-error -- a store needs a connection
      await openStore({})
    `,
  },
  'airbnb-insights-runner': {
    entries: { 'airbnb-insights-runner': ['syncAccount', 'syncAccounts', 'planSync'] },
    typed: `
      import { syncAccount, type SyncOutcome } from 'airbnb-insights-runner'
      export const status = async (options: Parameters<typeof syncAccount>[0]): Promise<SyncOutcome['status']> =>
        (await syncAccount(options)).status
      // @ts-expect-error -- a sync needs a store and a client
      await syncAccount({})
    `,
  },
}

const folder = temporaryFolder()
let tarballs: Map<string, string>
const installations = new Map<string, Promise<Project>>()
beforeAll(async () => {
  tarballs = await packAll(folder.path)
})
afterAll(() => folder.remove())

/** Each package is installed once. */
function installation(name: string): Promise<Project> {
  const project = installations.get(name) ?? installAlone(folder.path, name, tarballs)
  installations.set(name, project)
  return project
}

test('there is a consumer of every published package', () => {
  expect(Object.keys(consumers).toSorted()).toEqual(
    publishedPackages()
      .map(({ manifest }) => manifest.name)
      .toSorted(),
  )
})

describe.each(Object.entries(consumers))('%s, installed alone', (name, { entries, typed }) => {
  let project: Project
  let installed: string
  beforeAll(async () => {
    project = await installation(name)
    installed = join(project.folder, 'node_modules', name)
  })

  test('brings its licence, its read-me and no sources or tests', () => {
    expect(
      readdirSync(installed)
        .filter((entry) => entry !== 'node_modules')
        .toSorted(),
    ).toEqual(['LICENSE', 'README.md', 'dist', 'package.json'])
  })

  test('has a manifest that leads nowhere but to what was packed', () => {
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Manifest
    expect(JSON.stringify(manifest)).not.toMatch(/workspace:|airbnb-insights:source|\/src\//)
    const targets = Object.values(manifest.exports ?? {}).flatMap((target) =>
      typeof target === 'string' ? [target] : Object.values(target as Record<string, string>),
    )
    for (const target of [...targets, ...Object.values(manifest.bin ?? {})]) {
      expect(existsSync(join(installed, target)), target).toBe(true)
    }
  })

  test.each(Object.entries(entries))('%s is the same to import and to require', async (entry, names) => {
    const show =
      'console.log(JSON.stringify(Object.keys(entry).filter((key) => key !== "module.exports").sort()))'
    project.write('import.mjs', `import * as entry from '${entry}'\n${show}\n`)
    project.write('require.cjs', `const entry = require('${entry}')\n${show}\n`)
    const imported = await project.node('import.mjs')
    const required = await project.node('require.cjs')
    expect(imported).toMatchObject({ status: 0, stderr: '' })
    expect(required).toMatchObject({ status: 0, stderr: '' })
    expect(JSON.parse(imported.stdout)).toEqual(expect.arrayContaining(names))
    expect(JSON.parse(required.stdout)).toEqual(JSON.parse(imported.stdout))
  })

  test('is typed for a strict consumer', async () => {
    expect(await project.typeErrors(typed)).toEqual([])
  })

  test('opens no door but those of its exports', async () => {
    project.write('deep.mjs', `await import('${name}/dist/index.js')\n`)
    const { status, stderr } = await project.node('deep.mjs')
    expect(status).toBe(1)
    expect(stderr).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED')
  })
})

test('the client has msw handlers for those who have msw', async () => {
  const name = 'airbnb-insights-client'
  const project = await installation(name)
  project.write(
    'testing.mjs',
    `import { insightsHandlers } from '${name}/testing'\nconsole.log(typeof insightsHandlers)\n`,
  )
  const without = await project.node('testing.mjs')
  expect(without.stderr).toMatch(/Cannot find package 'msw'/)
  project.link('msw')
  expect(await project.node('testing.mjs')).toEqual({ status: 0, stdout: 'function\n', stderr: '' })
  const handlers = `import { insightsHandlers } from '${name}/testing'\nexport const count: number = insightsHandlers().length\n`
  expect(await project.typeErrors(handlers)).toEqual([])
})

test('the runner puts its command on the path', async () => {
  const name = 'airbnb-insights-runner'
  const project = await installation(name)
  const command = join('node_modules', '.bin', 'airbnb-insights')
  const help = await project.node(command, '--help')
  expect(help).toMatchObject({ status: 0, stderr: '' })
  for (const verb of ['demo', 'sync', 'accounts', 'runs', 'report', 'migrate', 'doctor'])
    expect(help.stdout).toContain(verb)
  const version = await project.node(command, '--version')
  const { manifest } = publishedPackages().find((one) => one.manifest.name === name) ?? {}
  expect(version.stdout.trim()).toBe(manifest?.version)
})
