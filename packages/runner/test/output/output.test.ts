import { describe, expect, it } from 'vitest'
import { Output } from '../../src/output/output.ts'
import { CollectingStream } from './collecting-stream.ts'

const open = (json: boolean) => {
  const stdout = new CollectingStream()
  const stderr = new CollectingStream()
  return { stdout, stderr, output: new Output({ stdout, stderr, environment: {}, json }) }
}

describe('for people', () => {
  it('prints results on stdout, remarks on stderr, and no document', async () => {
    const { stdout, stderr, output } = open(false)
    output.print('result')
    await output.facts([
      ['Account', '7'],
      ['Last sync', null],
      ['Left out', undefined],
    ])
    output.remark('remark')
    output.warn('careful')
    output.document({ result: 1 })
    expect(stdout.text).toBe('result\nAccount    7\nLast sync  –\n')
    expect(stderr.text).toBe('remark\n! careful\n')
  })
})

describe('with --json', () => {
  it('prints one document on stdout and nothing else there', async () => {
    const { stdout, stderr, output } = open(true)
    output.print('result')
    await output.table([{ id: 1 }], [{ heading: 'Id', text: ({ id }) => id }])
    output.remark('remark')
    output.document({ lastSyncAt: new Date(0), nothing: undefined, ids: [{ accountId: '7' }], ChartQuery: 1 })
    expect(JSON.parse(stdout.text)).toEqual({
      last_sync_at: '1970-01-01T00:00:00.000Z',
      ids: [{ account_id: '7' }],
      ChartQuery: 1,
    })
    expect(stderr.text).toBe('remark\n')
    expect(() => output.document({})).toThrow('one JSON document')
  })
})

it('shows remarks above an open display', async () => {
  const { stderr, output } = open(false)
  const display = await output.openDisplay()
  output.remark('while it works')
  display.done(['finished'])
  output.remark('afterwards')
  expect(stderr.text).toBe('while it works\nfinished\nafterwards\n')
})
