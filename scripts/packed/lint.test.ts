import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { workspaceRoot } from '../test/support/workspace.ts'
import { installationOf, packageNames, tarballOf } from './support/packed-packages.ts'

const program = (name: string) => join(workspaceRoot, 'node_modules/.bin', name)

describe.each(packageNames)('the tarball of %s', (name) => {
  const project = installationOf(name)

  test('has nothing for publint to say', async () => {
    const { status, stdout } = await project.run(program('publint'), tarballOf(name), '--strict')
    expect(stdout).toContain('All good!')
    expect(status).toBe(0)
  })

  test('has types that resolve as the code does (attw)', async () => {
    const options = ['--profile', 'esm-only', '--format', 'json']
    const { status, stdout } = await project.run(program('attw'), tarballOf(name), ...options)
    const { analysis } = JSON.parse(stdout) as { analysis: { entrypoints: object } }
    expect(Object.keys(analysis.entrypoints).length).toBeGreaterThan(1)
    expect(status, stdout).toBe(0)
  })
})
