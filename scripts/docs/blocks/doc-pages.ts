import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type FencedBlock, fencedBlocks } from './fenced-block.ts'

export const repositoryRoot = fileURLToPath(new URL('../../..', import.meta.url))

/** A page of the documentation, and what it shows as code. */
export interface DocPage {
  /** Path in the repository. */
  readonly path: string
  readonly blocks: readonly FencedBlock[]
}

/** The pages whose blocks are checked: the read-mes of repository and packages, and `docs/`. */
export function docPages(): DocPage[] {
  const listed = execFileSync(
    'git',
    [
      'ls-files',
      '--cached',
      '--others',
      '--exclude-standard',
      '--',
      'README.md',
      'docs/**.md',
      'packages/*/README.md',
    ],
    { cwd: repositoryRoot, encoding: 'utf8' },
  )
  return listed
    .split('\n')
    .filter((path) => path !== '')
    .map((path) => ({ path, blocks: fencedBlocks(readFileSync(join(repositoryRoot, path), 'utf8')) }))
}
