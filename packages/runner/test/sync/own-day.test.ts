import { addDays } from 'insights-transform'
import { describe, expect, test } from 'vitest'
import { newestOwnDay } from '../../src/sync/own-day.ts'

const WEDNESDAY = '2026-04-15'
const ACCOUNTS = ['1', '310000001', '310000002', '98765432109']
const isOwn = (accountId: string, everyDays: number, day: string): boolean =>
  newestOwnDay(accountId, everyDays, day) === day

describe.each([1, 2, 7, 30, 31, 50, 90])("an account's own day of %i", (everyDays) => {
  const days = Array.from({ length: everyDays }, (_, index) => addDays(WEDNESDAY, index))

  test('is one of any so many days in a row, always the same', () => {
    for (const accountId of ACCOUNTS) {
      const [day = '', ...others] = days.filter((each) => isOwn(accountId, everyDays, each))
      expect(others).toEqual([])
      expect(isOwn(accountId, everyDays, addDays(day, everyDays * 52))).toBe(true)
      expect(newestOwnDay(accountId, everyDays, addDays(day, everyDays - 1))).toBe(day)
    }
  })

  test('is spread over the accounts', () => {
    const counts = new Map<string, number>()
    for (let account = 310_000_000; account < 310_000_000 + 100 * everyDays; account++) {
      const day = newestOwnDay(String(account), everyDays, days.at(-1) ?? '')
      counts.set(day, (counts.get(day) ?? 0) + 1)
    }
    expect(Math.max(...counts.values())).toBeLessThan(100 * Math.max(1, everyDays / 4) + 1)
  })
})

test('is spread evenly over the days of a week, also of accounts with numbers in a row', () => {
  const counts = new Map<string, number>()
  for (let account = 310_000_000; account < 310_000_700; account++) {
    const day = newestOwnDay(String(account), 7, WEDNESDAY)
    counts.set(day, (counts.get(day) ?? 0) + 1)
  }
  expect(counts.size).toBe(7)
  for (const count of counts.values()) expect(count).toBeGreaterThan(60)
})
