import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { loadSettings } from '../../src/config/load-settings.ts'

let cwd: string
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'env-file-'))
})
afterEach(() => {
  rmSync(cwd, { recursive: true })
})

const schemaWith = (flags: Record<string, unknown>, environment: Record<string, string> = {}) =>
  loadSettings(['dbSchema'], flags, { environment, cwd }).values.dbSchema

it('reads .env in the working folder where there is one', () => {
  expect(schemaWith({})).toBe('airbnb')
  writeFileSync(join(cwd, '.env'), '# settings\nDB_SCHEMA="mine"\n')
  expect(schemaWith({})).toBe('mine')
})

it('reads the file that --env-file or ENV_FILE names, and none with --no-env-file', () => {
  writeFileSync(join(cwd, '.env'), 'DB_SCHEMA=mine\n')
  writeFileSync(join(cwd, 'other.env'), 'DB_SCHEMA=other\n')
  expect(schemaWith({ envFile: 'other.env' })).toBe('other')
  expect(schemaWith({}, { ENV_FILE: 'other.env' })).toBe('other')
  expect(schemaWith({ envFile: false })).toBe('airbnb')
})

it('refuses a named file that is not there', () => {
  expect(() => schemaWith({ envFile: 'missing.env' })).toThrow(
    'ENV_FILE (--env-file): cannot read "missing.env" (ENOENT), allowed: a readable file of NAME=value lines, or --no-env-file',
  )
})

it('overlooks a folder named .env', () => {
  mkdirSync(join(cwd, '.env'))
  expect(schemaWith({})).toBe('airbnb')
})

it('refuses a name that is nearly a setting, without its value', () => {
  writeFileSync(join(cwd, '.env'), 'DATABSE_URL=postgres://u:simsecret@h/db\n')
  expect(() => schemaWith({})).toThrow(
    /^DATABSE_URL: unknown setting in \.env, allowed: DATABASE_URL \(did you mean that\?\)$/,
  )
  writeFileSync(join(cwd, '.env'), 'database_url=postgres://u:simsecret@h/db\n')
  expect(() => schemaWith({})).toThrow(/^database_url: unknown setting in \.env, allowed: DATABASE_URL/)
  expect(() => schemaWith({ envFile: false }, { AIRBNB_MIN_INTERVALL_MS: '5' })).toThrow(
    /^AIRBNB_MIN_INTERVALL_MS: unknown setting in the environment, allowed: AIRBNB_MIN_INTERVAL_MS/,
  )
})

it("leaves other programs' names alone", () => {
  writeFileSync(join(cwd, '.env'), 'POSTGRES_PASSWORD=simsecret\nNODE_ENV=production\nPORT=3000\n')
  expect(schemaWith({}, { DATABASE_URI: 'x', AIRBNB_SOMETHING_ELSE: 'y' })).toBe('airbnb')
})
