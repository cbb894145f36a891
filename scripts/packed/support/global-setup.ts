import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { installAlone, Project, packAll } from './installed-package.ts'

/** vitest's globalSetup of the project `packed`: packs all packages, and installs each in an empty folder. */
export async function setup(vitest: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'host-insights-packed-'))
  const tarballs = await packAll(folder)
  const installed = Object.entries(tarballs).map(async ([name, tarball]) => {
    const project = await installAlone(folder, name, tarballs)
    // Who writes TypeScript for Node has these.
    new Project(project).link('@types/node')
    return [name, { tarball, project }] as const
  })
  vitest.provide('packed', Object.fromEntries(await Promise.all(installed)))
  return () => rmSync(folder, { recursive: true, force: true })
}
