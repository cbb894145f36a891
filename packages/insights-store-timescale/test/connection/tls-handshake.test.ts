import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeAuthority } from '../../../../scripts/self-made-certificate.ts'
import {
  createTestDatabase,
  type TestDatabase,
  timescaleAvailable,
} from '../../../../scripts/test-database.ts'
import { openStore } from '../../src/open-store.ts'
import { startTlsRelay, type TlsRelay } from '../support/tls-relay.ts'

describe.runIf(timescaleAvailable())('a server whose certificate is of an authority of one’s own', () => {
  const authority = makeAuthority('Example authority')
  let folder: string
  let trusted: string
  let other: string
  let database: TestDatabase
  let relay: TlsRelay
  let onlyEncrypted: TlsRelay
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tls-handshake-'))
    trusted = join(folder, 'trusted.crt')
    other = join(folder, 'other.crt')
    writeFileSync(trusted, authority.certificate)
    writeFileSync(other, makeAuthority('Somebody else').certificate)
    database = await createTestDatabase()
    const certificate = authority.issue(['localhost', '127.0.0.1'])
    relay = await startTlsRelay(database.url, certificate, { plainToo: true })
    onlyEncrypted = await startTlsRelay(database.url, certificate, { plainToo: false })
  }, 60_000)
  afterAll(async () => {
    await relay[Symbol.asyncDispose]()
    await onlyEncrypted[Symbol.asyncDispose]()
    await database.drop()
    rmSync(folder, { recursive: true })
  })

  /** How the sessions of a store were that was opened so, or why it was not. */
  const opened = async (
    query: string,
    through: TlsRelay = relay,
    environment: Record<string, string> = {},
  ): Promise<string> => {
    const before = { ...through.sessions }
    try {
      await using store = await openStore({ connection: `${through.url}?${query}`, poolMax: 3, environment })
      await Promise.all([1, 2, 3].map(() => sql`SELECT pg_sleep(0.05)`.execute(store.db)))
    } catch (error) {
      return String(error)
    }
    const encrypted = through.sessions.encrypted - before.encrypted
    const plain = through.sessions.plain - before.plain
    return encrypted > 0 && plain > 0 ? 'both' : encrypted > 0 ? 'encrypted' : 'plain'
  }

  const openedWith = (environment: Record<string, string>, query = '') => opened(query, relay, environment)

  it.each(['sslmode=verify-full', 'sslmode=verify-ca', 'sslmode=require', ''])(
    'is taken with its authority’s file and ?%s',
    async (mode) => {
      expect(await opened(`${mode}&sslrootcert=${trusted}`)).toBe('encrypted')
    },
  )

  it.each(['sslmode=require', 'sslmode=prefer', 'sslmode=no-verify', 'ssl=true'])(
    'is taken unchecked with ?%s',
    async (query) => {
      expect(await opened(query)).toBe('encrypted')
    },
  )

  it.each(['sslmode=disable', 'sslmode=allow', ''])('is asked without TLS with ?%s', async (query) => {
    expect(await opened(query)).toBe('plain')
  })

  it('is refused where the authority is another one, or only those of this machine', async () => {
    for (const file of [other, 'system']) {
      const refusal = await opened(`sslmode=verify-full&sslrootcert=${file}`)
      expect(refusal).toMatch(/DatabaseUnreachableError: .* cannot be reached \(.*certificate.*\)/)
      expect(refusal).toContain('sslrootcert')
    }
  })

  it('is refused under a name that its certificate is not for, unless the name is not asked for', async () => {
    const certificate = authority.issue(['db.example'])
    await using misnamed = await startTlsRelay(database.url, certificate, { plainToo: true })
    expect(await opened(`sslmode=verify-full&sslrootcert=${trusted}`, misnamed)).toMatch(
      /altnames|does not match/,
    )
    expect(await opened(`sslmode=verify-ca&sslrootcert=${trusted}`, misnamed)).toBe('encrypted')
  })

  it('prefer goes on without TLS where the server has none, and allow with it where that is asked for', async () => {
    await using store = await openStore({ connection: `${database.url}?sslmode=prefer` })
    await store.ping()
    expect(await opened('sslmode=allow', onlyEncrypted)).toBe('encrypted')
    expect(await opened('sslmode=disable', onlyEncrypted)).toContain('no encryption')
    await expect(openStore({ connection: `${database.url}?sslmode=require` })).rejects.toThrow(
      'does not support SSL',
    )
  })

  it('goes by PGSSLMODE and PGSSLROOTCERT with libpq’s meanings where the URL says nothing', async () => {
    expect(await openedWith({ PGSSLMODE: 'require' })).toBe('encrypted')
    expect(await openedWith({ PGSSLMODE: 'require' }, 'sslmode=disable')).toBe('plain')
    expect(await openedWith({ PGSSLMODE: 'prefer' })).toBe('encrypted')
    await using store = await openStore({ connection: database.url, environment: { PGSSLMODE: 'prefer' } })
    await store.ping()
    const full = { PGSSLMODE: 'verify-full' }
    expect(await openedWith({ ...full, PGSSLROOTCERT: trusted })).toBe('encrypted')
    expect(await openedWith({ ...full, PGSSLROOTCERT: other })).toContain('certificate')
    expect(await openedWith({ PGSSLMODE: 'preferred' })).toMatch(
      /PGSSLMODE .*is none of disable, allow, prefer/,
    )
  })
})
