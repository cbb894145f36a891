import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { repositoryRoot } from './doc-pages.ts'
import type { PageFile } from './page-script.ts'

/**
 * A folder like a user's project: `node_modules` with the packages of this workspace, as built, and with what the
 * pages use beside them.
 */
export function makeProjectFolder(folder: string): void {
  const modules = join(folder, 'node_modules')
  mkdirSync(join(modules, '@types'), { recursive: true })
  for (const name of readdirSync(join(repositoryRoot, 'packages'))) {
    const path = join(repositoryRoot, 'packages', name)
    symlinkSync(path, join(modules, packageName(path)))
  }
  for (const name of ['msw', 'vite', 'vitest', 'pg', '@types/node', '@types/pg']) {
    symlinkSync(join(repositoryRoot, 'node_modules', name), join(modules, name))
  }
  for (const name of ['fastify', '@electric-sql', '@duckdb', 'undici']) {
    symlinkSync(join(repositoryRoot, 'packages/runner/node_modules', name), join(modules, name))
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }\n')
}

/** A page's own folder in the project's. The repository's folders are there as well, for pages that are about it. */
export function makePageFolder(folder: string): void {
  mkdirSync(folder)
  for (const name of ['packages', 'scripts', 'examples'])
    symlinkSync(join(repositoryRoot, name), join(folder, name))
}

export function writePageFiles(folder: string, files: readonly PageFile[]): void {
  for (const { name, text } of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

/** The commands that pages use, each as a script of its own in `folder`, which goes to the front of the PATH. */
export function writeCommands(folder: string, commands: Readonly<Record<string, string>>): void {
  mkdirSync(folder, { recursive: true })
  for (const [name, script] of Object.entries(commands)) {
    writeFileSync(join(folder, name), `#!/usr/bin/env bash\nset -euo pipefail\n${script}\n`)
    chmodSync(join(folder, name), 0o755)
  }
}

function packageName(path: string): string {
  const { name }: { name: string } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
  return name
}
