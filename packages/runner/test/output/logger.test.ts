import { expect, it } from 'vitest'
import { createLogger } from '../../src/output/logger.ts'

const logLines = (format: 'json' | 'text', level: 'debug' | 'warn' | 'silent') => {
  const lines: string[] = []
  const logger = createLogger({ format, level, write: (line) => lines.push(line), style: (_, text) => text })
  logger.debug('asking', { operation: 'ChartQuery' })
  logger.warn('slow', { delayMs: 1200, error: new TypeError('refused'), note: 'two words' })
  return lines
}

it('writes one JSON object a line for machines', () => {
  const lines = logLines('json', 'debug')
  expect(lines).toHaveLength(2)
  expect(lines.every((line) => line.endsWith('\n'))).toBe(true)
  expect(JSON.parse(lines[1] ?? '')).toMatchObject({
    level: 'warn',
    msg: 'slow',
    delay_ms: 1200,
    error: { name: 'TypeError', message: 'refused' },
  })
})

it('writes one short line for people', () => {
  const [line] = logLines('text', 'warn')
  expect(line).toMatch(
    /^\d\d:\d\d:\d\d warn  slow delay_ms=1200 error={"name":"TypeError","message":"refused"} note="two words"\n$/,
  )
})

it('hides fields that could hold a credential, also from whoever uses pino itself', () => {
  const lines: string[] = []
  const { pino } = createLogger({
    format: 'json',
    level: 'info',
    write: (line) => lines.push(line),
    style: (_, text) => text,
  })
  pino.child({ request_id: 'r' }).info({ cookie: 'a', req: { headers: { 'x-api-key': 'b' } } }, 'request')
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    level: 'info',
    time: expect.any(String),
    request_id: 'r',
    cookie: '[redacted]',
    req: '[redacted]',
    msg: 'request',
  })
})

it('writes the names of fields in one spelling, whoever writes the line', () => {
  const lines: string[] = []
  const logger = createLogger({ format: 'json', level: 'info', write: (line) => lines.push(line) })
  logger.info('a run begins', { accountId: '7', runId: 'r' })
  logger.pino.info({ accountId: '7', run_id: 'r', ChartQuery: 1 }, 'a run begins')
  const names = lines.map((line) => Object.keys(JSON.parse(line)))
  expect(names).toEqual([
    ['level', 'time', 'account_id', 'run_id', 'msg'],
    ['level', 'time', 'account_id', 'run_id', 'ChartQuery', 'msg'],
  ])
})

it('leaves out what is less severe than its level', () => {
  expect(logLines('json', 'warn')).toHaveLength(1)
  expect(logLines('json', 'silent')).toHaveLength(0)
})
