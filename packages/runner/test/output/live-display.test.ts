import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { openLiveDisplay } from '../../src/output/live-display.ts'
import { CollectingStream } from './collecting-stream.ts'

describe('on a terminal', () => {
  it('redraws in place, keeps printed lines, and leaves the last state', () => {
    const stream = new CollectingStream({ isTTY: true })
    let now = 0
    const display = openLiveDisplay({ stream, redrawMs: 50, now: () => now })
    display.update(['account 1  0/3', 'account 2  0/2'])
    now += 10
    display.update(['account 1  1/3', 'account 2  0/2'])
    now += 60
    display.update(['account 1  2/3', 'account 2  0/2'])
    display.print('a note')
    display.done(['all done'])
    const shown = stripVTControlCharacters(stream.text)
    expect(shown).not.toContain('1/3')
    expect(shown).toContain('2/3')
    expect(shown).toContain('a note\n')
    expect(shown.endsWith('all done\n')).toBe(true)
    expect(stream.text).toContain('\u001b[')
  })

  it('draws nothing after it has ended', () => {
    const stream = new CollectingStream({ isTTY: true })
    const display = openLiveDisplay({ stream })
    display.update(['working'])
    display.done([])
    const length = stream.text.length
    display.update(['late'])
    expect(stream.text.length).toBe(length)
  })
})

describe('on a pipe', () => {
  it('prints plain lines, each change no more often than asked', () => {
    const stream = new CollectingStream()
    let now = 0
    const display = openLiveDisplay({ stream, plainMs: 1000, now: () => now })
    display.update(['bar'], '1/9 requests')
    now = 1000
    display.update(['bar'], '2/9 requests')
    now = 1500
    display.update(['bar'], '3/9 requests')
    now = 2500
    display.update(['bar'], '2/9 requests')
    display.update(['bar'])
    display.print('a note')
    display.done(['all done'])
    expect(stream.text).toBe('2/9 requests\na note\nall done\n')
  })
})
