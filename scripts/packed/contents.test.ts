import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readManifest } from '../test/support/workspace.ts'
import { installationOf, packageNames } from './support/packed-packages.ts'

describe.each(packageNames)('%s', (name) => {
  const installed = join(installationOf(name).folder, 'node_modules', name)
  const manifest = readManifest(installed)

  test('brings its licence, its read-me and no sources or tests', () => {
    const entries = readdirSync(installed).filter((entry) => entry !== 'node_modules' && entry !== 'schemas')
    expect(entries.toSorted()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json'])
  })

  test('has a manifest that leads nowhere but to what was packed', () => {
    expect(JSON.stringify(manifest)).not.toMatch(/workspace:|airbnb-insights:source|\/src\//)
    const targets = Object.values(manifest.exports ?? {}).flatMap((target) =>
      typeof target === 'string' ? [target] : Object.values(target as Record<string, string>),
    )
    for (const target of [...targets, ...Object.values(manifest.bin ?? {})]) {
      expect(existsSync(join(installed, target)), target).toBe(true)
    }
  })

  test('says what a registry shows, and that it is published in public and with provenance', () => {
    expect(manifest).toMatchObject({
      description: expect.stringMatching(/\S/),
      keywords: expect.arrayContaining(['airbnb']),
      license: 'MIT',
      type: 'module',
      sideEffects: false,
      engines: { node: expect.stringMatching(/^>=/) },
      publishConfig: { access: 'public', provenance: true },
    })
  })
})
