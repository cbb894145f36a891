import { describe, expect, it } from 'vitest'
import { paragraph } from '../../src/output/paragraph.ts'

describe('paragraph', () => {
  it('breaks at spaces and indents every line', () => {
    expect(paragraph('one two three four', { width: 10, indent: '  ' })).toBe('  one two\n  three\n  four')
  })

  it('hangs the lines after the first', () => {
    expect(paragraph('one two three', { width: 9, indent: '✗ ', hangingIndent: '    ' })).toBe(
      '✗ one two\n    three',
    )
  })

  it('keeps a word that is longer than a line, and a number with its unit', () => {
    expect(paragraph('a longer-than-that b', { width: 6 })).toBe('a\nlonger-than-that\nb')
    expect(paragraph('it waited 2.0 s', { width: 13 })).toBe('it waited\n2.0 s')
  })

  it('leaves text on one line where there is no width', () => {
    expect(paragraph('one two three', { width: Number.POSITIVE_INFINITY })).toBe('one two three')
  })

  it('measures in terminal columns, without colours', () => {
    const red = '\u001b[31m日本\u001b[39m'
    expect(paragraph(`${red} ${red}`, { width: 9 })).toBe(`${red} ${red}`)
    expect(paragraph(`${red} ${red}`, { width: 8 })).toBe(`${red}\n${red}`)
  })
})
