import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SETTINGS } from '../../packages/runner/src/config/settings.ts'
import { readYaml } from './support/deployment-files.ts'
import { workspaceRoot } from './support/workspace.ts'

let folder = ''
const made = (name: string) => readFileSync(join(folder, 'secrets', name), 'utf8').trim()
const makeSecrets = () =>
  execFileSync(join(workspaceRoot, 'deploy/make-secrets'), [join(folder, 'secrets')], { encoding: 'utf8' })

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'host-insights-secrets-'))
  makeSecrets()
})
afterAll(() => rmSync(folder, { recursive: true }))

test('makes every secret that compose mounts', () => {
  const [compose] = readYaml<{ secrets: Record<string, { file: string }> }>('docker-compose.yml')
  const files = Object.values(compose?.secrets ?? {}).map(({ file }) => file.replace('./deploy/secrets/', ''))
  expect(files.length).toBeGreaterThan(0)
  for (const file of files) expect(made(file).length, file).toBeGreaterThanOrEqual(32)
})

test('makes what the service takes', () => {
  expect(SETTINGS.databaseUrl.schema.parse(made('database-url'))).toContain(made('insights-password'))
  expect(SETTINGS.credentialKeys.schema.parse(made('credential-keys'))).toMatchObject([{ id: 'k1' }])
  expect(SETTINGS.serviceKeys.schema.parse(made('api-keys'))).toMatchObject([
    { scope: 'admin' },
    { scope: 'read' },
  ])
  expect(made('api-keys')).toContain(`read:${made('metrics-key')}`)
})

test('closes the folder to others, and opens the files to the container’s user', () => {
  expect(statSync(join(folder, 'secrets')).mode & 0o777).toBe(0o700)
  expect(statSync(join(folder, 'secrets', 'credential-keys')).mode & 0o777).toBe(0o444)
})

test('leaves what is there alone', () => {
  const before = made('credential-keys')
  expect(makeSecrets()).toContain('credential-keys: is there already')
  expect(made('credential-keys')).toBe(before)
})
