import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const support = (name: string): string => fileURLToPath(new URL(`../support/${name}`, import.meta.url))

it('says how to get the optional package where it is not installed', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--conditions=airbnb-insights:source',
    '--import',
    support('without-pglite.ts'),
    support('open-embedded.ts'),
  ])
  expect(stdout).toMatch(
    /^EmbeddedDatabaseUnavailableError: .*is not installed\. Install it \(npm install @electric-sql\/pglite\)/,
  )
})
