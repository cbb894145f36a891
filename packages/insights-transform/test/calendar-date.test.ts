import { type CalendarDateInput, isCalendarDate, parseCalendarDate } from 'insights-transform'
import { describe, expect, it } from 'vitest'

describe('isCalendarDate', () => {
  it.each(['2025-07-14', '2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31'])('accepts %s', (text) => {
    expect(isCalendarDate(text)).toBe(true)
  })

  it.each([
    '2025-02-29',
    '1900-02-29',
    '2025-04-31',
    '2025-13-01',
    '2025-00-10',
    '2025-01-00',
    '0000-01-01',
    '2025-7-14',
    '2025/07/14',
    '20250714',
    '2025-07-14T00:00:00Z',
    ' 2025-07-14',
    '2025-07-1x',
    '-025-07-14',
    '٢٠٢٥-٠٧-١٤',
    '',
  ])('refuses %j', (text) => {
    expect(isCalendarDate(text)).toBe(false)
  })

  it.each([20250714, null, undefined, { year: 2025, month: 7, day: 14 }])(
    'refuses %j, which is no text',
    (value) => {
      expect(isCalendarDate(value)).toBe(false)
    },
  )
})

describe('parseCalendarDate', () => {
  it('gives text back as it is', () => {
    expect(parseCalendarDate('2025-07-14')).toBe('2025-07-14')
  })

  it('pads parts', () => {
    expect(parseCalendarDate({ year: 825, month: 7, day: 4 })).toBe('0825-07-04')
  })

  it.each<[CalendarDateInput, string]>([
    ['2025-02-30', 'not a calendar date (YYYY-MM-DD): "2025-02-30"'],
    ['today', 'not a calendar date (YYYY-MM-DD): "today"'],
    [{ year: 2025, month: 2, day: 29 }, 'not a calendar date (YYYY-MM-DD): {"year":2025,"month":2,"day":29}'],
    [
      { year: 2025, month: 2.5, day: 1 },
      'not a calendar date (YYYY-MM-DD): {"year":2025,"month":2.5,"day":1}',
    ],
    [
      { year: 10_000, month: 1, day: 1 },
      'not a calendar date (YYYY-MM-DD): {"year":10000,"month":1,"day":1}',
    ],
  ])('refuses %j', (input, message) => {
    expect(() => parseCalendarDate(input)).toThrow(new RangeError(message))
  })

  it('refuses nothing at all with the same error, for callers without types', () => {
    expect(() => parseCalendarDate(JSON.parse('null'))).toThrow(
      new RangeError('not a calendar date (YYYY-MM-DD): null'),
    )
  })
})
