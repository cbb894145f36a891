import { expect, it } from 'vitest'
import { parseConnectionUrl, redactConnectionUrl } from '../../src/connection/connection-url.ts'
import { isInvalidStoreOptionError } from '../../src/errors.ts'

it.each([
  ['postgres://u:p@db.example:5433/insights', 'db.example:5433/insights'],
  ['postgresql://u:p@db.example/insights', 'db.example:5432/insights'],
  ['postgresql+psycopg2://u:p@db.example/insights', 'db.example:5432/insights'],
  ['postgresql+asyncpg://u:p%40ss@db.example/insights', 'db.example:5432/insights'],
  ['  postgres://db.example/insights\n', 'db.example:5432/insights'],
  ['postgres:///insights?host=/var/run/postgresql', '/var/run/postgresql:5432/insights'],
  ['postgres://u:p@[::1]:5432/insights', '[::1]:5432/insights'],
])('understands %s', (text, address) => {
  const parsed = parseConnectionUrl(text)
  expect(parsed.address).toBe(address)
  expect(parsed.url).toMatch(/^postgres:\/\//)
})

it('keeps credentials and parameters for the driver', () => {
  expect(parseConnectionUrl('postgresql+psycopg2://u:p%40ss@h/d?connect_timeout=3').url).toBe(
    'postgres://u:p%40ss@h/d?connect_timeout=3',
  )
})

it('gives sslmode=require the meaning that Python gives it', () => {
  expect(parseConnectionUrl('postgresql+psycopg2://u:p@h/d?sslmode=require').url).toContain(
    'uselibpqcompat=true',
  )
  expect(parseConnectionUrl('postgres://u:p@h/d?sslmode=require').url).not.toContain('uselibpqcompat')
})

it.each([
  ['another database', 'mysql://u:simsecret@h/d'],
  ['no URL', 'simsecret'],
  ['an unencoded slash in the password', 'postgres://u:sim/simsecret@h/d'],
  ['an unencoded hash in the password', 'postgres://u:1#simsecret@h/d'],
  ['an unencoded question mark in the password', 'postgres://u:1?simsecret@h/d'],
  ['a port that is none', 'postgres://u:simsecret@h:port/d'],
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
