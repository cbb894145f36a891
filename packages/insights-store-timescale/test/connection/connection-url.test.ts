import { expect, it } from 'vitest'
import { parseConnectionUrl, redactConnectionUrl } from '../../src/connection/connection-url.ts'
import { isInvalidStoreOptionError } from '../../src/errors.ts'

const whole = { host: 'db.example', user: 'u', password: 'p', database: 'insights' }

it.each([
  ['postgres://u:p@db.example:5433/insights', { ...whole, port: 5433 }, 'db.example:5433/insights'],
  ['postgresql://u:p@db.example/insights', whole, 'db.example:5432/insights'],
  ['postgresql+psycopg2://u:p@db.example/insights', whole, 'db.example:5432/insights'],
  [
    'postgresql+asyncpg://u:p%40s%2fs@db.example/insights',
    { ...whole, password: 'p@s/s' },
    'db.example:5432/insights',
  ],
  [
    '  postgres://db.example/insights\n',
    { host: 'db.example', database: 'insights' },
    'db.example:5432/insights',
  ],
  ['postgres://', {}, 'localhost:5432/'],
  ['postgres://u:p@[::1]:5432/d', { ...whole, host: '::1', port: 5432, database: 'd' }, '[::1]:5432/d'],
  ['postgres://u:p:q@h', { host: 'h', user: 'u', password: 'p:q' }, 'h:5432/'],
  ['postgres://u:p+q@h', { host: 'h', user: 'u', password: 'p+q' }, 'h:5432/'],
  [
    'postgres://h/d?user=me&password=a%26b',
    { host: 'h', user: 'me', password: 'a&b', database: 'd' },
    'h:5432/d',
  ],
  [
    'postgres://h/d?host=other&port=6432&dbname=e',
    { host: 'other', port: 6432, database: 'e' },
    'other:6432/e',
  ],
  [
    'postgres:///insights?host=/var/run/postgresql',
    { host: '/var/run/postgresql', database: 'insights' },
    '/var/run/postgresql:5432/insights',
  ],
  [
    'postgres://me@/insights?host=/var/run/postgresql',
    { host: '/var/run/postgresql', user: 'me', database: 'insights' },
    '/var/run/postgresql:5432/insights',
  ],
  [
    'postgresql+psycopg2://u:p@/insights?host=/cloudsql/project:region:instance',
    { ...whole, host: '/cloudsql/project:region:instance' },
    '/cloudsql/project:region:instance:5432/insights',
  ],
  [
    'postgres://%2Fvar%2Frun%2Fpostgresql/insights',
    { host: '/var/run/postgresql', database: 'insights' },
    '/var/run/postgresql:5432/insights',
  ],
])('understands %s as libpq does', (text, config, address) => {
  expect(parseConnectionUrl(text)).toEqual({ config, tls: {}, address })
})

it.each([
  ['connect_timeout=3', { connectionTimeoutMillis: 3000 }],
  ['connect_timeout=0', {}],
  ['application_name=a%20sync', { application_name: 'a sync' }],
  ['options=-c%20statement_timeout%3D7s', { options: '-c statement_timeout=7s' }],
  ['options=-c+statement_timeout%3D7s', { options: '-c statement_timeout=7s' }],
  ['statement_timeout=5000', { statement_timeout: 5000 }],
  ['channel_binding=require', { enableChannelBinding: true }],
  ['sslnegotiation=direct', { sslnegotiation: 'direct' }],
  ['target_session_attrs=read-write', {}],
  ['keepalives=1&gssencmode=disable&client_encoding=UTF8', {}],
])('understands ?%s', (query, config) => {
  expect(parseConnectionUrl(`postgres://h/d?${query}`).config).toEqual({
    host: 'h',
    database: 'd',
    ...config,
  })
})

it.each([
  ['ssl=true', { sslmode: 'require' }],
  ['ssl=require', { sslmode: 'require' }],
  ['ssl=verify-full', { sslmode: 'verify-full' }],
  ['ssl=false', { sslmode: 'disable' }],
  ['sslmode=verify-full&ssl=true', { sslmode: 'verify-full' }],
  ['sslrootcert=system&ssl_min_protocol_version=TLSv1.3', { sslrootcert: 'system', minVersion: 'TLSv1.3' }],
])('takes ?%s for a wish for TLS', (query, tls) => {
  expect(parseConnectionUrl(`postgresql+asyncpg://h/d?${query}`).tls).toEqual(tls)
})

it.each([
  [
    'several hosts',
    'postgres://u:simsecret@h1:5432,h2:5432/d',
    /several hosts\. Name the one that takes writes/,
  ],
  ['several hosts as a parameter', 'postgres:///d?host=h1,h2', /several hosts/],
  [
    'a server that takes no writes',
    'postgres://h/d?target_session_attrs=standby',
    /name a server that takes writes/,
  ],
  [
    'a misspelt parameter',
    'postgres://h/d?sslmod=require',
    /a parameter sslmod that PostgreSQL does not know/,
  ],
  ["another program's parameter", 'postgres://h/d?pgbouncer=true', /pgbouncer .* Leave it out/],
  ['a word that is none', 'postgres://h/d?sslmode=required', /sslmode is none of disable, .*verify-full/],
  [
    'a % that begins no code',
    'postgres://u:50%simsecret@h/d',
    /password holds a % that begins no code. Write it as %25/,
  ],
])('refuses %s with the reason and what to do', (_what, text, message) => {
  expect(() => parseConnectionUrl(text)).toThrow(message)
  expect(() => parseConnectionUrl(text)).not.toThrow(/simsecret/)
})

it.each([
  ['another database', 'mysql://u:simsecret@h/d'],
  ['no URL', 'simsecret'],
  ['an unencoded slash in the password', 'postgres://u:sim/simsecret@h/d'],
  ['an unencoded hash in the password', 'postgres://u:1#simsecret@h/d'],
  ['an unencoded question mark in the password', 'postgres://u:1?simsecret@h/d'],
  ['a port that is none', 'postgres://u:simsecret@h:port/d'],
  ['an unencoded hash after a digit in the password', 'postgres://u:1#simsecret@127.0.0.1:5432/d'],
  ['an unencoded at sign and slash in the password', 'postgres://u:a@b/simsecret@h/d'],
  ['an unencoded at sign and question mark in the password', 'postgres://u:a@b?simsecret@h/d'],
])('refuses %s without repeating it', (_what, text) => {
  let thrown: unknown
  try {
    parseConnectionUrl(text)
  } catch (error) {
    thrown = error
  }
  expect(isInvalidStoreOptionError(thrown) && thrown.option).toBe('connection')
  expect(String(thrown).includes('simsecret')).toBe(false)
  expect(redactConnectionUrl(text)).toBe('postgres://…')
})

it('shows a URL without its credentials', () => {
  expect(redactConnectionUrl('postgres://user:simsecret@h:1/d?password=simsecret')).toBe('postgres://h:1/d')
})
