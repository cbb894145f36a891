import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readManifest } from '../test/support/workspace.ts'
import { installationOf } from './support/packed-packages.ts'

const project = installationOf('airbnb-insights-runner')
const command = join('node_modules', '.bin', 'airbnb-insights')

test('the runner puts its command on the path', async () => {
  const help = await project.node(command, '--help')
  expect(help).toMatchObject({ status: 0, stderr: '' })
  for (const verb of ['demo', 'sync', 'serve', 'accounts', 'runs', 'report', 'migrate', 'doctor']) {
    expect(help.stdout).toContain(verb)
  }
})

test('the command tells the version of the package', async () => {
  const { version } = readManifest(join(project.folder, 'node_modules/airbnb-insights-runner'))
  expect((await project.node(command, '--version')).stdout.trim()).toBe(version)
})
