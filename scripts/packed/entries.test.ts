import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readManifest } from '../test/support/workspace.ts'
import { installationOf, packageNames } from './support/packed-packages.ts'

/** Each entry of each package, with some of what it exports. */
const entries: Record<string, Record<string, string[]>> = {
  'insights-transform': {
    'insights-transform': ['pollWindow', 'insightRows', 'METRIC_TABLES'],
    'insights-transform/checks': ['checkMeaning', 'listDifferences'],
    'insights-transform/descriptions': [
      'METRIC_MEANINGS',
      'STORED_COLUMN_DESCRIPTIONS',
      'TABLE_DESCRIPTIONS',
    ],
    'insights-transform/errors': ['errorFamily'],
  },
  'airbnb-insights-client': {
    'airbnb-insights-client': ['AirbnbInsightsClient', 'accountIdFromCookie', 'isAuthenticationError'],
    'airbnb-insights-client/credentials': ['credentialsFromCopied'],
    'airbnb-insights-client/captures': ['learnFromCapture', 'learnFromExchanges'],
    'airbnb-insights-client/simulator': ['startSimulator', 'simulatedValue'],
  },
  'insights-store-timescale': {
    'insights-store-timescale': ['openStore', 'parseCredentialKeys', 'isLeaseLostError'],
    'insights-store-timescale/retry-policy': ['RETRY_POLICY', 'retryDelayMs'],
  },
  'airbnb-insights-runner': {
    'airbnb-insights-runner': ['syncAccount', 'syncAccounts', 'planSync'],
    'airbnb-insights-runner/report': ['composeReport', 'isRunnerError'],
    'airbnb-insights-runner/export': ['encodeRows', 'EXPORT_FORMATS'],
    'airbnb-insights-runner/service': ['startService', 'migrateQueue', 'parseServiceKeys'],
  },
}

test('there are entries of every published package', () => {
  expect(Object.keys(entries).toSorted()).toEqual(packageNames)
})

describe.each(Object.entries(entries))('%s', (name, ofPackage) => {
  const project = installationOf(name)

  test.each(Object.entries(ofPackage))('%s is the same to import and to require', async (entry, names) => {
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

  test('gives its JSON files to import and to require', async () => {
    const installed = join(project.folder, 'node_modules', name)
    const files = Object.entries(readManifest(installed).exports ?? {}).flatMap(([subpath, target]) =>
      typeof target === 'string' ? [{ specifier: join(name, subpath), file: join(installed, target) }] : [],
    )
    expect(files.length).toBeGreaterThan(0)
    for (const { specifier, file } of files) {
      const text = JSON.stringify(JSON.parse(readFileSync(file, 'utf8')))
      project.write(
        'import-json.mjs',
        `import json from '${specifier}' with { type: 'json' }\nconsole.log(JSON.stringify(json))\n`,
      )
      project.write('require-json.cjs', `console.log(JSON.stringify(require('${specifier}')))\n`)
      expect((await project.node('--no-warnings', 'import-json.mjs')).stdout.trim()).toBe(text)
      expect((await project.node('require-json.cjs')).stdout.trim()).toBe(text)
    }
  })

  test('opens no door but those of its exports', async () => {
    project.write('deep.mjs', `await import('${name}/dist/index.js')\n`)
    const { status, stderr } = await project.node('deep.mjs')
    expect(status).toBe(1)
    expect(stderr).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED')
  })
})
