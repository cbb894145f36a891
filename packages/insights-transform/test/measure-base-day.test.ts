import { type BaseDayAnswer, measureBaseDay } from 'insights-transform'
import { describe, expect, it } from 'vitest'

const agreed = (relativeDsStart: number, baseDay: string): BaseDayAnswer => ({
  relativeDsStart,
  reading: { kind: 'agreed', baseDay },
})
const disagreed = (relativeDsStart: number, fromFirst: string, fromLast: string): BaseDayAnswer => ({
  relativeDsStart,
  reading: { kind: 'disagreed', fromFirst, fromLast },
})
const none: BaseDayAnswer = { relativeDsStart: 0, reading: { kind: 'none', reason: 'empty' } }

describe('measureBaseDay', () => {
  it('measures by one answer that agrees with itself', () => {
    expect(measureBaseDay([none, agreed(-24, '2025-07-11')])).toEqual({
      kind: 'measured',
      baseDay: '2025-07-11',
    })
  })

  it('measures by an agreed answer beside a young one that allows it', () => {
    const answers = [disagreed(-52, '2025-07-31', '2025-07-11'), agreed(-24, '2025-07-11')]
    expect(measureBaseDay(answers)).toEqual({ kind: 'measured', baseDay: '2025-07-11' })
  })

  it('measures by two answers with different beginnings that share a day', () => {
    const answers = [
      disagreed(-52, '2025-07-31', '2025-07-11'),
      disagreed(-24, '2025-07-20', '2025-07-11'),
      none,
    ]
    expect(measureBaseDay(answers)).toEqual({ kind: 'measured', baseDay: '2025-07-11' })
  })

  it.each([
    ['no answers', []],
    ['answers without a reading', [none, none]],
    ['one young answer', [disagreed(-52, '2025-07-31', '2025-07-11')]],
    [
      'the same request twice',
      [disagreed(-52, '2025-07-31', '2025-07-11'), disagreed(-52, '2025-07-31', '2025-07-11')],
    ],
    [
      'two answers that share nothing',
      [disagreed(-52, '2025-07-31', '2025-07-11'), disagreed(-24, '2025-07-20', '2025-07-12')],
    ],
    [
      'two answers that share both days',
      [disagreed(-52, '2025-07-31', '2025-07-11'), disagreed(-24, '2025-07-31', '2025-07-11')],
    ],
  ])('does not measure by %s', (_, answers) => {
    expect(measureBaseDay(answers)).toEqual({ kind: 'unmeasured' })
  })

  it('finds two agreed answers that differ: the day turned', () => {
    const answers = [agreed(-24, '2025-07-12'), agreed(-52, '2025-07-11'), agreed(-80, '2025-07-12')]
    expect(measureBaseDay(answers)).toEqual({
      kind: 'contradiction',
      baseDays: ['2025-07-11', '2025-07-12'],
    })
  })

  it('finds an agreed day that a young answer excludes', () => {
    const answers = [agreed(-24, '2025-07-12'), disagreed(-52, '2025-07-31', '2025-07-11')]
    expect(measureBaseDay(answers)).toEqual({
      kind: 'contradiction',
      baseDays: ['2025-07-11', '2025-07-12', '2025-07-31'],
    })
  })

  it('finds a shared day that a third answer excludes', () => {
    const answers = [
      disagreed(-52, '2025-07-31', '2025-07-11'),
      disagreed(-24, '2025-07-20', '2025-07-11'),
      disagreed(4, '2025-07-15', '2025-07-12'),
    ]
    expect(measureBaseDay(answers)).toEqual({
      kind: 'contradiction',
      baseDays: ['2025-07-11', '2025-07-12', '2025-07-15', '2025-07-20', '2025-07-31'],
    })
  })
})
