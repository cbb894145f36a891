import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parseConnectionUrl } from '../../src/connection/connection-url.ts'
import { tlsOptions } from '../../src/connection/tls-options.ts'

let folder: string
let authority: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tls-options-'))
  authority = join(folder, 'authority.crt')
  writeFileSync(authority, String(rootCertificates[0]))
})
afterAll(() => rmSync(folder, { recursive: true }))

const optionsOf = (query: string) => tlsOptions(parseConnectionUrl(`postgres://h/d?${query}`).tls)

it.each([
  ['', undefined],
  ['sslmode=disable', false],
  ['sslmode=allow', false],
  ['sslmode=prefer', { rejectUnauthorized: false }],
  ['sslmode=require', { rejectUnauthorized: false }],
  ['ssl=require', { rejectUnauthorized: false }],
  ['sslmode=no-verify', { rejectUnauthorized: false }],
  ['sslmode=verify-full', {}],
  ['sslmode=verify-full&ssl_min_protocol_version=TLSv1.3', { minVersion: 'TLSv1.3' }],
])('?%s says the same as in libpq', (query, options) => {
  expect(optionsOf(query)).toEqual(options)
})

it('holds the certificate against the authority of a file, and against the host where that is asked for', () => {
  const ca = readFileSync(authority, 'utf8')
  const anyHost = { ca, checkServerIdentity: expect.any(Function) }
  expect(optionsOf(`sslmode=require&sslrootcert=${authority}`)).toEqual(anyHost)
  expect(optionsOf(`sslmode=verify-ca&sslrootcert=${authority}`)).toEqual(anyHost)
  expect(optionsOf(`sslmode=verify-full&sslrootcert=${authority}`)).toEqual({ ca })
  expect(optionsOf(`sslrootcert=${authority}`)).toEqual({ ca })
})

it.each(['sslrootcert=system', 'sslmode=verify-full&sslrootcert=system'])(
  'takes ?%s for the authorities of this machine, with the host held against the certificate',
  (query) => {
    const options = optionsOf(query)
    expect(options).toEqual({ ca: expect.arrayContaining([expect.stringContaining('BEGIN CERTIFICATE')]) })
  },
)

it.each([
  ['sslmode=require&sslrootcert=system', /does not go with sslrootcert=system.*Write sslmode=verify-full/],
  ['sslmode=verify-ca', /needs the authority.*Add sslrootcert=FILE/],
  [
    'sslmode=verify-full&sslrootcert=/no/such.crt',
    /sslrootcert cannot be read \(ENOENT\): \/no\/such.crt. Name a file .*sslrootcert=system/,
  ],
  ['sslmode=require&sslrootcert=/no/such.crt', /cannot be read \(ENOENT\)/],
  [`sslmode=verify-full&sslrootcert=${import.meta.filename}`, /holds no certificate/],
  ['sslmode=require&sslcert=/no/such.crt', /it has sslcert alone. Give sslcert and sslkey/],
  ['sslmode=require&sslcert=/no/such.crt&sslkey=/no/such.key', /sslcert cannot be read \(ENOENT\)/],
  [
    `sslmode=require&sslcert=${import.meta.filename}&sslkey=${import.meta.filename}`,
    /files in PEM form that belong together/,
  ],
])('refuses ?%s with the reason and what to do', (query, message) => {
  expect(() => optionsOf(query)).toThrow(message)
})
