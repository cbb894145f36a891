import { expect, test } from 'vitest'
import { installationOf, packageNames } from './support/packed-packages.ts'
import { codeBlocks, readmeOf } from './support/readme.ts'

test.each(packageNames)('the read-me of %s begins with an example that prints what it says', async (name) => {
  const project = installationOf(name)
  const readme = readmeOf(project, name)
  const [example = ''] = codeBlocks(readme, 'ts')
  const [printed = ''] = codeBlocks(readme, 'text')
  expect(printed).toMatch(/\S/)
  // The read-me has it installed as well.
  if (name === 'insights-store-timescale') project.link('@electric-sql/pglite', 'packages/runner')
  project.write('read-me.mts', example)
  const { status, stdout, stderr } = await project.node('--no-warnings', 'read-me.mts')
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: printed, stderr: '' })
})
