import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findChromium } from '../find-chromium.ts'
import { workspaceRoot } from '../test/support/workspace.ts'
import { pageText } from './support/chromium.ts'
import { installationOf } from './support/packed-packages.ts'

const project = installationOf('insights-transform')
const response = readFileSync(join(workspaceRoot, 'examples/script/response.json'), 'utf8')

/** The same program for all: it needs nothing but the language and the package. */
const program = `
  import { insightRows, pollWindow, weeksOf } from 'insights-transform'
  import { checkMeaning } from 'insights-transform/checks'
  const response = JSON.parse(${JSON.stringify(response)})
  const section = response.data.porygon.getPerformanceComponents.components[0]
  const window = { start: '2026-06-07', end: '2026-06-20' }
  const listing = { listingId: '900000000000000107', internalName: 'Boathouse' }
  const request = { ...listing, metric: 'p3_impressions', window, comparison: null }
  const answer = { request, baseDay: '2026-06-12', section }
  export const result = JSON.stringify({
    ...insightRows([answer]),
    changes: checkMeaning([answer]),
    weeks: weeksOf(pollWindow({ scrapeDay: '2026-06-15' })),
  })
`
project.write('show.mjs', `${program}\nconsole.log(result)\n`)
project.write('show.ts', `${program}\nconsole.log(result)\n`)

/** What Node makes of it, which the others must make as well. */
const expected = (await project.node('show.mjs')).stdout.trim()

test('Node makes rows of a saved answer', () => {
  const { chartQuery: rows } = JSON.parse(expected) as {
    chartQuery: { p3_impressions_your_value: number | null }[]
  }
  expect(rows.length).toBeGreaterThan(0)
  expect(rows.some((row) => row.p3_impressions_your_value !== null)).toBe(true)
})

test('Deno makes the same, type-checked and without any permission', async () => {
  const deno = join(workspaceRoot, 'node_modules/.bin/deno')
  const ended = await project.run(deno, 'run', '--check', '--no-remote', '--no-prompt', 'show.ts')
  expect({ ...ended, stdout: ended.stdout.trim() }).toMatchObject({ status: 0, stdout: expected })
})

const chromium = findChromium()
if (!chromium) {
  process.stderr.write('\nNOTICE: no Chromium here, the transforms are not tried in a browser.\n\n')
}

test.runIf(chromium)('Chromium makes the same of the packed files as plain modules', async () => {
  const dist = join(project.folder, 'node_modules/insights-transform/dist')
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.js'),
  )
  const text = await pageText(chromium ?? '', {
    '/': `<!doctype html>
      <script type="importmap">
        { "imports": { "insights-transform": "/dist/index.js", "insights-transform/checks": "/dist/checks/index.js" } }
      </script>
      <script type="module">
        import { result } from '/program.js'
        document.body.textContent = result
      </script>`,
    '/program.js': program,
    ...Object.fromEntries(files.map((file) => [`/dist/${file}`, readFileSync(join(dist, file), 'utf8')])),
  })
  expect(text).toBe(expected)
})
