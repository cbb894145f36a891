import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { readManifest } from '../test/support/workspace.ts'
import { installationOf } from './support/packed-packages.ts'

/** What a page or a service loads of a package's own code, in bytes: minified and compressed, dependencies apart. */
async function weightOf(name: string, platform: 'neutral' | 'node'): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: `export * from '${name}'`, resolveDir: installationOf(name).folder },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform,
    external: Object.keys(manifestOf(name).dependencies ?? {}),
  })
  return gzipSync(outputFiles[0]!.contents, { level: 9 }).length
}

const manifestOf = (name: string) => readManifest(join(installationOf(name).folder, 'node_modules', name))

test('insights-transform weighs no more than 8.2 kB, and depends on nothing', async () => {
  expect(manifestOf('insights-transform').dependencies ?? {}).toEqual({})
  expect(await weightOf('insights-transform', 'neutral')).toBeLessThanOrEqual(8200)
})

// Of which half a kB is the span of each request.
test('the client’s own code weighs no more than 19.6 kB', async () => {
  expect(await weightOf('airbnb-insights-client', 'node')).toBeLessThanOrEqual(19_600)
})
