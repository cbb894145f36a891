import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { publishedPackages, readManifest, workspaceRoot } from './support/workspace.ts'

const root = readManifest(workspaceRoot)
const nodePackages = Object.entries(root.optionalDependencies ?? {}).filter(([name]) =>
  name.startsWith('node-'),
)
const ownPackage = nodePackages.find(([name]) => name === `node-${process.platform}-${process.arch}`)

test('every platform gets the same Node, the one that pnpm is told of', () => {
  const versions = new Set(nodePackages.map(([, version]) => version))
  const told = /^nodeVersion: (\S+)$/m.exec(
    readFileSync(join(workspaceRoot, 'pnpm-workspace.yaml'), 'utf8'),
  )?.[1]
  expect([...versions]).toEqual([told])
})

// Without its platform package every script falls back to the machine's own Node in silence. CI runs the tests on
// other majors on purpose and says so with EXPECTED_NODE_MAJOR.
const expectedVersion = process.env['EXPECTED_NODE_MAJOR'] ?? ownPackage?.[1]
test.runIf(expectedVersion)('the tests run on the Node that is meant', () => {
  expect(`${process.versions.node}.`).toMatch(new RegExp(`^${expectedVersion?.replaceAll('.', '\\.')}\\.`))
})

test.each(publishedPackages())('$manifest.name asks for the Node that undici 8 needs', ({ manifest }) => {
  expect(manifest.engines).toEqual({ node: '>=22.19' })
})

test('the root is content with Node 20, which its scripts replace', () => {
  expect(root.engines).toEqual({ node: '>=20' })
})

test('CI follows the read-me on the oldest Node that it names', () => {
  const workflow = readFileSync(join(workspaceRoot, '.github/workflows/ci.yml'), 'utf8')
  expect(workflow).toContain(`container: node:${root.engines?.['node']?.replace('>=', '') ?? ''}-bookworm`)
})

test('one number of Node is named everywhere: that of the packages, and for a clone that of the root', () => {
  const allowed = ['20', '22.19']
  const files = execFileSync(
    'git',
    ['ls-files', '*.md', '*.mjs', 'packages/runner/src/bin.ts', ':!*CHANGELOG.md'],
    {
      cwd: workspaceRoot,
      encoding: 'utf8',
    },
  )
  const others = files
    .split('\n')
    .filter((file) => file !== '')
    .flatMap((file) =>
      [
        ...readFileSync(join(workspaceRoot, file), 'utf8').matchAll(
          /Node (\d+(?:\.\d+)*)(?= (?:or|and) (?:later|newer|upward))/g,
        ),
      ].map(([, number]) => `${file}: ${String(number)}`),
    )
  expect(others.length).toBeGreaterThan(3)
  expect(others.filter((other) => !allowed.some((number) => other.endsWith(`: ${number}`)))).toEqual([])
})
