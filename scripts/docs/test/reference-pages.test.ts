import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { DECLARED_SETTINGS } from '../../../packages/runner/src/config/settings.ts'
import { repositoryRoot } from '../blocks/doc-pages.ts'

const folder = mkdtempSync(join(repositoryRoot, 'node_modules/.reference-'))
afterAll(() => rmSync(folder, { recursive: true }))
execFileSync(
  process.execPath,
  ['--conditions=airbnb-insights:source', join(repositoryRoot, 'scripts/docs/write-reference.ts'), folder],
  { stdio: 'pipe' },
)
const read = (page: string) => readFileSync(join(folder, page), 'utf8')

test('every setting has its heading, and its names in the environment', () => {
  for (const { flag, env } of Object.values(DECLARED_SETTINGS)) {
    const section = read('settings.md').split(`### \`${flag}\`\n`)[1]?.split('\n###')[0] ?? ''
    for (const name of env) expect(section).toContain(`\`${name}\``)
    expect(section).not.toBe('')
  }
})

test('every command has its section, with the examples of its help', () => {
  const headings = [...read('cli.md').matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)
  expect(headings).toEqual(
    expect.arrayContaining(['demo', 'sync', 'serve', 'accounts add', 'runs show', 'migrate up', 'doctor']),
  )
  expect(read('cli.md')).toContain('airbnb-insights accounts add --from request.txt\n')
})

test("the service's endpoints are there", () => {
  expect(read('rest.md')).toContain('### `POST /api/v1/accounts`')
  expect(read('rest.md')).toContain('### `GET /health/ready`')
})
