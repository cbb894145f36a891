import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { trackedFiles, workspaceRoot } from './support/workspace.ts'

/** What people read first: beside the pages of `docs`, which are checked when the site is built. */
const pages = trackedFiles().filter(
  (file) => file.endsWith('.md') && !/^(docs|\.changeset)\/|\/api\/|CHANGELOG\.md$/.test(file),
)

/** Where the links and pictures of a page lead that stay in the repository, without their fragments. */
function relativeLinks(file: string): string[] {
  const text = readFileSync(join(workspaceRoot, file), 'utf8').replaceAll(/^```[^]*?^```/gm, '')
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target.replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
}

test.each(pages)('every relative link of %s leads to a file', (file) => {
  const dead = relativeLinks(file).filter((target) => !existsSync(join(workspaceRoot, dirname(file), target)))
  expect(dead).toEqual([])
})

test('the read-mes of the packages lead to the documentation', () => {
  const readmes = pages.filter((file) => /^packages\/[^/]+\/README\.md$/.test(file))
  expect(readmes).toHaveLength(4)
  for (const file of readmes) expect(relativeLinks(file)).toContain('../../docs/README.md')
})
