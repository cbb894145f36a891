import { expect, it } from 'vitest'
import { judgeHolder, type LockRecord, parseLockRecord } from '../../src/connection/lock-record.ts'

const record: LockRecord = {
  host: 'nas',
  machine: 'nas boot pid',
  pid: 7,
  startedAt: '1234',
  since: '2026-11-23T10:00:00.000Z',
  heartbeatAt: '2026-11-23T12:00:00.000Z',
  url: null,
  released: false,
}
const at = (time: string): Date => new Date(`2026-11-23T${time}Z`)

it.each([
  ['15 s after its last sign of life', '12:00:15', 'present'],
  ['more than 15 s after it', '12:00:15.001', 'silent'],
  ['before it, by a clock that lags', '11:58:00', 'present'],
])('judges a holder on another machine %s', (_what, time, state) => {
  expect(judgeHolder(record, undefined, at(time))).toBe(state)
})

it.each([
  ['is dead', { alive: false, startedAt: null }, 'gone'],
  ['began at another time: the pid was used again', { alive: true, startedAt: '999' }, 'gone'],
  ['lives, though stopped for hours', { alive: true, startedAt: '1234' }, 'present'],
  ['lives, where no start times are known', { alive: true, startedAt: null }, 'present'],
])('judges a holder on this machine that %s', (_what, local, state) => {
  expect(judgeHolder(record, local, at('23:00:00'))).toBe(state)
})

it('knows a holder that left', () => {
  expect(judgeHolder({ ...record, released: true }, { alive: true, startedAt: '1234' }, at('12:00:00'))).toBe(
    'gone',
  )
})

it.each([
  '',
  '{',
  'null',
  '[]',
  '{"host":"nas"}',
  '{"host":"nas","machine":"m","pid":"7","since":"","heartbeatAt":""}',
])('takes %j for no lock file', (text) => {
  expect(parseLockRecord(text)).toBeUndefined()
})

it('reads back what was written', () => {
  expect(parseLockRecord(JSON.stringify(record))).toEqual(record)
})
