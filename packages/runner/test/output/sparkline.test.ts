import { expect, it } from 'vitest'
import { formatShortCount } from '../../src/output/format.ts'
import { sparkline, trendText } from '../../src/output/sparkline.ts'

it.each([
  ['every height once', [0, 1, 2, 3, 4, 5, 6, 7], '▁▂▃▄▅▆▇█'],
  ['heights from 0, not from the smallest', [90, 100], '▇█'],
  ['the same number alike', [5, 5, 5], '███'],
  ['zeros flat', [0, 0, 0], '▁▁▁'],
  ['a gap where there is no number', [1, null, 2], '▅ █'],
  ['nothing but gaps', [null, null], '  '],
  ['no numbers as nothing', [], ''],
])('draws %s', (_, values, drawn) => {
  expect(sparkline(values)).toBe(drawn)
})

it('draws two series on the same scale', () => {
  expect([sparkline([1, 2], 4), sparkline([3, 4], 4)]).toEqual(['▃▅', '▆█'])
})

it('has the numbers beside it', () => {
  expect(trendText([512, null, 12_345], formatShortCount)).toBe('▁ █  512 – 12.3K')
})
