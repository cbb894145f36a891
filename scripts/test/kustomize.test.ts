import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { byTitle } from './support/by-title.ts'
import { parseYaml } from './support/deployment-files.ts'
import { findProgram } from './support/find-program.ts'
import { renderKustomization } from './support/kustomization.ts'
import { MANIFESTS } from './support/manifests.ts'
import { workspaceRoot } from './support/workspace.ts'

const kustomize = findProgram('kustomize', 'kubectl')

/** Folders that can be rendered, from the root. */
const folders = ['overlays/pooled', 'overlays/per-account', 'base'].map((folder) => join(MANIFESTS, folder))

// Without either program they are counted as left out; CI's workflow requires them.
test.skipIf(kustomize === undefined).each(folders)('%s is what kustomize makes of it', (folder) => {
  const command = kustomize?.name === 'kubectl' ? 'kustomize' : 'build'
  const { status, stdout, stderr } = spawnSync(kustomize?.path ?? '', [command, folder], {
    cwd: workspaceRoot,
    encoding: 'utf8',
  })
  expect([status, stderr]).toEqual([0, ''])
  expect(byTitle(parseYaml(stdout))).toEqual(byTitle(renderKustomization(folder)))
})
