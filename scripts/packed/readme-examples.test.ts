import { describe, expect, test } from 'vitest'
import { installationOf, packageNames } from './support/packed-packages.ts'
import { readmeOf } from './support/readme.ts'

/** A program in a read-me and what it says that it prints. */
const EXAMPLE = /^```ts\n([^]*?)^```\n\nprints[^`]*\n\n```text\n([^]*?)^```/gm

describe.each(packageNames)('the read-me of %s', (name) => {
  const project = installationOf(name)
  const examples = [...readmeOf(project, name).matchAll(EXAMPLE)].map(([, program = '', printed = '']) => ({
    program,
    printed,
  }))

  test('has an example', () => {
    expect(examples.length).toBeGreaterThan(0)
  })

  test.each(examples)('example %# prints what it says', async ({ program, printed }) => {
    // The read-me has it installed as well.
    if (name === 'insights-store-timescale') project.link('@electric-sql/pglite', 'packages/runner')
    expect(printed).toMatch(/\S/)
    project.write('read-me.mts', program)
    const { status, stdout, stderr } = await project.node('--no-warnings', 'read-me.mts')
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: printed, stderr: '' })
  })
})
