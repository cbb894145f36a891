import * as fc from 'fast-check'
import { addDays, daysBetween, pollWindow, splitWindow } from 'insights-transform'
import { describe, expect, it } from 'vitest'
import { calendarDate } from './support/calendar-date-arbitrary.ts'

const lengthOf = ({ start, end }: { start: string; end: string }) => daysBetween(start, end) + 1

describe('splitWindow', () => {
  it('cuts a backfill into chart slices of 28 days and a last one of 21', () => {
    const slices = splitWindow(pollWindow({ today: '2025-07-14' }), 28)
    expect(slices.map(lengthOf)).toEqual([28, 28, 28, 28, 28, 28, 28, 21])
    expect(slices[0]).toEqual({ start: '2025-01-19', end: '2025-02-15' })
    expect(slices[7]).toEqual({ start: '2025-08-03', end: '2025-08-23' })
  })

  it.each([
    [56, 28, [28, 28]],
    [29, 28, [27, 2]],
    [57, 28, [28, 27, 2]],
    [30, 28, [28, 2]],
    [4, 3, [2, 2]],
    [10, 3, [3, 3, 2, 2]],
    [2, 28, [2]],
    [6, 2, [2, 2, 2]],
  ])('cuts %i days by %i without a single day left over', (length, days, lengths) => {
    const start = '2025-01-19'
    expect(splitWindow({ start, end: addDays(start, length - 1) }, days).map(lengthOf)).toEqual(lengths)
  })

  it('covers every window exactly, slice after slice, with none of one day or too long', () => {
    const windows = fc.tuple(
      calendarDate(),
      fc.integer({ min: 2, max: 400 }),
      fc.integer({ min: 3, max: 60 }),
    )
    fc.assert(
      fc.property(windows, ([start, length, days]) => {
        const window = { start, end: addDays(start, length - 1) }
        const slices = splitWindow(window, days)
        expect(slices[0]?.start).toBe(window.start)
        expect(slices.at(-1)?.end).toBe(window.end)
        expect(slices.slice(1).map(({ start: day }) => day)).toEqual(
          slices.slice(0, -1).map(({ end }) => addDays(end, 1)),
        )
        slices.forEach((slice) => {
          expect(lengthOf(slice)).toBeGreaterThanOrEqual(2)
          expect(lengthOf(slice)).toBeLessThanOrEqual(days)
        })
        expect(slices).toHaveLength(Math.ceil(length / days))
      }),
    )
  })

  it.each([
    ['2025-01-19', '2025-01-18', 28, 'the window 2025-01-19…2025-01-18 ends before it begins'],
    [
      '2025-01-19',
      '2025-01-19',
      28,
      'the window 2025-01-19…2025-01-19 has one day; the API answers for two or more',
    ],
    ['2025-01-19', '2025-02-15', 1, 'days must be an integer of at least 2: 1'],
    ['2025-01-19', '2025-02-15', 6.5, 'days must be an integer of at least 2: 6.5'],
    [
      '2025-01-19',
      '2025-01-23',
      2,
      'the window 2025-01-19…2025-01-23 has 5 days, which slices of 2 cannot cover without a single day',
    ],
    ['2025-01-19', 'later', 28, 'not a calendar date (YYYY-MM-DD): "later"'],
  ])('refuses %s…%s by %d', (start, end, days, message) => {
    expect(() => splitWindow({ start, end }, days)).toThrow(new RangeError(message))
  })
})
