import { expect, test } from 'vitest'
import { parseDigestTime } from '../../src/config/digest-time.ts'
import { parseQuietHours } from '../../src/config/quiet-hours.ts'
import { deliveryDelayMs } from '../../src/notify/deliver.ts'
import { lastDigestTime } from '../../src/notify/digest/digest-due.ts'
import { isQuiet } from '../../src/notify/is-quiet.ts'

test('quiet hours go past midnight, by the clocks of their zone, in summer and in winter', () => {
  const quiet = parseQuietHours('22:00-07:00')
  const at = (instant: string, zone: string) => isQuiet(new Date(instant), quiet, zone)
  expect(at('2026-06-15T21:59:59Z', 'UTC')).toBe(false)
  expect(at('2026-06-15T22:00:00Z', 'UTC')).toBe(true)
  expect(at('2026-06-15T06:59:59Z', 'UTC')).toBe(true)
  expect(at('2026-06-15T07:00:00Z', 'UTC')).toBe(false)
  expect(at('2026-06-15T05:30:00Z', 'Europe/Berlin')).toBe(false)
  expect(at('2026-01-15T05:30:00Z', 'Europe/Berlin')).toBe(true)
  const noon = parseQuietHours('12:00 – 13:30')
  expect(isQuiet(new Date('2026-06-15T13:29:00Z'), noon, 'UTC')).toBe(true)
  expect(isQuiet(new Date('2026-06-15T13:30:00Z'), noon, 'UTC')).toBe(false)
  expect(isQuiet(new Date(), undefined, 'UTC')).toBe(false)
})

test('what is no hours and no time of a week is refused', () => {
  expect(['', '22-7', '24:00-07:00', '22:00-07:60', '07:00-07:00'].map(parseQuietHours)).toEqual(
    Array.from({ length: 5 }, () => undefined),
  )
  expect(parseDigestTime('Mon 08:00')).toEqual({ weekday: 1, minute: 480 })
  expect(parseDigestTime('sunday 23:59')).toEqual({ weekday: 0, minute: 1439 })
  expect(['mon', 'mond 08:00', 'mon 24:00', 'daily 08:00', ''].map(parseDigestTime)).toEqual(
    Array.from({ length: 5 }, () => undefined),
  )
})

const last = (now: string, zone: string) =>
  lastDigestTime({ weekday: 1, minute: 480 }, zone, new Date(now)).toISOString()

test('the digest’s last time is that of its zone', () => {
  expect(last('2026-06-15T07:59:00Z', 'UTC')).toBe('2026-06-08T08:00:00.000Z')
  expect(last('2026-06-15T08:00:00Z', 'UTC')).toBe('2026-06-15T08:00:00.000Z')
  expect(last('2026-06-15T07:59:00Z', 'Europe/Berlin')).toBe('2026-06-15T06:00:00.000Z')
  expect(last('2026-01-12T07:59:00Z', 'Europe/Berlin')).toBe('2026-01-12T07:00:00.000Z')
})

test('a message waits longer each time, up to an hour', () => {
  expect([0, 1, 2, 6, 7, 100].map((attempts) => deliveryDelayMs(attempts, 0) / 1000)).toEqual([
    30, 60, 120, 1920, 3600, 3600,
  ])
  expect(deliveryDelayMs(0, 1)).toBe(36_000)
})
