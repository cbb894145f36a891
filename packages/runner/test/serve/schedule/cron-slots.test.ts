import { describe, expect, it } from 'vitest'
import { isCronExpression, nextSlot, recentSlots } from '../../../src/serve/schedule/cron-slots.ts'

const DAILY = '0 5 * * *'
const at = (text: string) => new Date(`${text}Z`)
const texts = (slots: readonly Date[]) => slots.map((slot) => slot.toISOString().slice(0, 16))

describe('recentSlots', () => {
  it('gives the last slot where accounts are not spread', () => {
    expect(texts(recentSlots(DAILY, at('2026-11-25T14:00'), 0))).toEqual(['2026-11-25T05:00'])
    expect(texts(recentSlots(DAILY, at('2026-11-25T04:59:59'), 0))).toEqual(['2026-11-24T05:00'])
  })

  it('counts an instant that is a slot itself', () => {
    expect(texts(recentSlots(DAILY, at('2026-11-25T05:00'), 0))).toEqual(['2026-11-25T05:00'])
  })

  it('reaches back over the spread, and to the slot before', () => {
    expect(texts(recentSlots(DAILY, at('2026-11-25T05:10'), 1800))).toEqual([
      '2026-11-25T05:00',
      '2026-11-24T05:00',
    ])
    expect(texts(recentSlots('*/10 * * * *', at('2026-11-25T05:25'), 1200))).toEqual([
      '2026-11-25T05:20',
      '2026-11-25T05:10',
      '2026-11-25T05:00',
    ])
  })

  it('goes by UTC over a change of the clocks', () => {
    expect(texts(recentSlots('30 1 * * *', at('2026-03-29T12:00'), 0))).toEqual(['2026-03-29T01:30'])
  })

  it('ends for a schedule that fires all the time', () => {
    expect(recentSlots('* * * * *', at('2026-11-25T12:00'), 23 * 3600).length).toBe(23 * 60 + 1)
  })
})

describe('nextSlot', () => {
  it('lies after now, over the end of a year', () => {
    expect(nextSlot(DAILY, at('2026-11-25T05:00')).toISOString()).toBe('2026-11-26T05:00:00.000Z')
    expect(nextSlot('0 0 1 1 *', at('2026-11-25T05:00')).toISOString()).toBe('2027-01-01T00:00:00.000Z')
  })
})

describe('isCronExpression', () => {
  it.each(['0 5 * * *', '*/15 6-8 * * 1-5', '0 5,17 * * *'])('takes %s', (text) => {
    expect(isCronExpression(text)).toBe(true)
  })
  it.each(['', 'at five', '0 5 * *', '0 5 * * * *', '61 5 * * *', '@daily'])('refuses %j', (text) => {
    expect(isCronExpression(text)).toBe(false)
  })
})
