import { expect, test } from 'vitest'
import { installationOf } from './support/packed-packages.ts'
import { typeErrors } from './support/typescript.ts'

test('the client has msw handlers for those who have msw', async () => {
  const project = installationOf('airbnb-insights-client')
  project.write(
    'testing.mts',
    `import { insightsHandlers } from 'airbnb-insights-client/testing'
     const handlers: readonly object[] = insightsHandlers()
     console.log(handlers.length > 0)`,
  )
  const without = await project.node('testing.mts')
  expect(without.stderr).toMatch(/Cannot find package 'msw'/)
  project.link('msw')
  expect(await project.node('testing.mts')).toMatchObject({ status: 0, stdout: 'true\n' })
  expect(await typeErrors(project, ['testing.mts'], 'tsc')).toEqual([])
})
