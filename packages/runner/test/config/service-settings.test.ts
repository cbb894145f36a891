import { expect, it } from 'vitest'
import { resolveSettings } from '../../src/config/resolve-settings.ts'
import { SERVICE_HTTP_SETTING_NAMES } from '../../src/config/settings.ts'

const settingsFor = (environment: Record<string, string>) =>
  resolveSettings(SERVICE_HTTP_SETTING_NAMES, { flags: {}, environment, envFile: undefined, cwd: '/' }).values

it('is for one machine unless it is told otherwise', () => {
  expect(settingsFor({})).toEqual({
    mode: 'hybrid',
    host: '127.0.0.1',
    port: 8000,
    serviceKeys: undefined,
    rateLimitPerMinute: 600,
    trustProxy: [],
  })
})

it('reads what a container gives', () => {
  expect(
    settingsFor({ MODE: 'Worker', HOST: '0.0.0.0', PORT: '0', TRUST_PROXY: '10.0.0.0/8, ::1 fd00::/8' }),
  ).toMatchObject({ mode: 'worker', host: '0.0.0.0', port: 0, trustProxy: ['10.0.0.0/8', '::1', 'fd00::/8'] })
})

it.each([
  { MODE: 'both' },
  { PORT: '65536' },
  { TRUST_PROXY: 'everyone' },
  { TRUST_PROXY: '10.0.0.0/33' },
  { RATE_LIMIT_PER_MINUTE: '-1' },
])('refuses %o', (environment) => {
  expect(() => settingsFor(environment)).toThrow(/allowed/)
})
