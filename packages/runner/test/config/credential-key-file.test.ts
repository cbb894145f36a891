import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ensureKeyFile, KEY_FILE_NAME, readKeyFile } from '../../src/config/credential-key-file.ts'
import { isConfigurationError } from '../../src/output/runner-error.ts'

const line = (id: string, byte: number) => `${id}:${Buffer.alloc(32, byte).toString('base64')}`

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'key-file-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

it('makes a key that only the owner can read, once', () => {
  const data = join(folder, 'data')
  const made = ensureKeyFile(data)
  expect(made.created).toBe(true)
  expect(made.readableByOthers).toBe(false)
  expect(statSync(made.path).mode & 0o777).toBe(0o600)
  expect(made.keys.map(({ key }) => key.length)).toEqual([32])
  expect(readdirSync(data)).toEqual([KEY_FILE_NAME])

  const again = ensureKeyFile(data)
  expect(again.created).toBe(false)
  expect(again.keys[0]?.id).toBe(made.keys[0]?.id)
})

it('gives every folder a key of its own', () => {
  const keys = ['one', 'two'].map((name) => readFileSync(ensureKeyFile(join(folder, name)).path, 'utf8'))
  expect(new Set(keys).size).toBe(2)
})

it('reads several keys, one a line, and notices that others may read them', () => {
  const path = join(folder, KEY_FILE_NAME)
  writeFileSync(path, `${line('new', 1)}\n${line('old', 2)}\n`)
  chmodSync(path, 0o644)
  const file = readKeyFile(folder)
  expect(file?.keys.map(({ id }) => id)).toEqual(['new', 'old'])
  expect(file?.readableByOthers).toBe(true)
})

it('refuses a damaged file instead of making a new key, without showing it', () => {
  writeFileSync(join(folder, KEY_FILE_NAME), 'simsecret')
  const error = thrownBy(() => ensureKeyFile(folder))
  expect(isConfigurationError(error)).toBe(true)
  expect(String(error).includes('simsecret')).toBe(false)
  expect(readFileSync(join(folder, KEY_FILE_NAME), 'utf8') === 'simsecret').toBe(true)
})

function thrownBy(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return error
  }
  return undefined
}
