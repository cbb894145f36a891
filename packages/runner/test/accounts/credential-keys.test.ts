import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { simulatedCredentials } from 'airbnb-insights-client/simulator'
import { afterAll, expect, it } from 'vitest'
import { curlCommand } from '../../../../scripts/copied-request.ts'
import { CliFolder, documentOf } from '../cli/cli-folder.ts'

const folder = new CliFolder()
afterAll(() => folder[Symbol.dispose]())

interface Accounts {
  accounts: { cookie_key_id: string | null }[]
}

const keyOf = async () =>
  (documentOf(await folder.run(['accounts', 'list', '--json'])) as Accounts).accounts[0]?.cookie_key_id

it('rotates from the key file to a given key and says which key is missing', async () => {
  const stdin = curlCommand(simulatedCredentials('42'))
  await folder.run(['accounts', 'add', '--from', '-'], { stdin })
  expect(await keyOf()).toMatch(/^local-/)

  const CREDENTIAL_KEYS = `k2:${Buffer.alloc(32, 5).toString('base64')}`
  const rotated = await folder.run(['accounts', 'rotate-keys', '--json'], { env: { CREDENTIAL_KEYS } })
  expect(documentOf(rotated)).toEqual({ encrypted: 1 })
  expect(await keyOf()).toBe('k2')

  const doctor = await folder.run(['doctor', '--offline'])
  expect(doctor.stdout).toMatch(/✗ keys +1 key not given that stored cookies are encrypted under: k2\n +→ /)
  expect(doctor.code).toBe(3)

  const keyFile = readFileSync(join(folder.dataFolder, 'credential.key'), 'utf8').trim()
  const printed = [rotated, doctor].map(({ stdout, stderr }) => stdout + stderr).join()
  expect(printed.includes(keyFile.slice(keyFile.indexOf(':') + 1))).toBe(false)
  expect(printed.includes(CREDENTIAL_KEYS.slice(3))).toBe(false)
})
