import { expect, it } from 'vitest'
import { renderFacts } from '../../src/output/facts.ts'

const plain = (_: string, text: string) => text

it('goes on below a value that is longer than the terminal is wide', () => {
  expect(
    renderFacts(
      [
        ['Name', 'one two three'],
        ['Id', '7'],
      ],
      plain,
      14,
    ),
  ).toBe(['Name  one two', '      three', 'Id    7'].join('\n'))
})

it('keeps the spaces of what is drawn, and of nothing else', () => {
  expect(
    renderFacts(
      [
        ['Drawn', '▁ █  1', 'drawn'],
        ['Told', 'a  b'],
      ],
      plain,
    ),
  ).toBe('Drawn  ▁ █  1\nTold   a b')
})
