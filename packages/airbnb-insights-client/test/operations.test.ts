import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { OPERATION_NAMES } from 'insights-transform'
import { expect, test } from 'vitest'
import { buildChartRequest, DEFAULT_OPERATIONS, type OperationHashes } from '../src/index.ts'
import { resolveOperations } from '../src/operations.ts'
import { CHART_REQUEST } from './support/asking.ts'

const [NEWEST = '', OLDER = ''] = DEFAULT_OPERATIONS.ChartQuery

test.each<[string, OperationHashes, string[]]>([
  ['without any given, the built-in ones, newest first', {}, [`built_in ${NEWEST}`, `built_in ${OLDER}`]],
  [
    'one that is given goes first',
    { ChartQuery: 'b' },
    ['given b', `built_in ${NEWEST}`, `built_in ${OLDER}`],
  ],
  [
    'several that are given keep their order',
    { ChartQuery: ['b', 'a'] },
    ['given b', 'given a', `built_in ${NEWEST}`, `built_in ${OLDER}`],
  ],
  [
    'one that is given and built in, or given twice, stands there once',
    { ChartQuery: [OLDER, 'a', OLDER] },
    [`given ${OLDER}`, 'given a', `built_in ${NEWEST}`],
  ],
  ['an empty list gives none', { ChartQuery: [] }, [`built_in ${NEWEST}`, `built_in ${OLDER}`]],
  [
    "another operation's is none of this one's",
    { ListOfMetricsQuery: 'a' },
    [`built_in ${NEWEST}`, `built_in ${OLDER}`],
  ],
])('%s', (_, given, order) => {
  expect(resolveOperations(given).ChartQuery.map(({ hash, source }) => `${source} ${hash}`)).toEqual(order)
})

test.each<[OperationHashes, string]>([
  [{}, NEWEST],
  [{ ChartQuery: 'a' }, 'a'],
  [{ ChartQuery: ['b', 'a'] }, 'b'],
  [{ ChartQuery: [] }, NEWEST],
])('a body that is built with %j asks by the first', (operations, sha256Hash) => {
  const { extensions } = buildChartRequest(CHART_REQUEST, { operations })
  expect(extensions.persistedQuery.sha256Hash).toBe(sha256Hash)
})

test.each<[string, Record<string, string | string[]>, string]>([
  ['an operation that does not exist', { Chart: 'abc' }, 'operations'],
  ['a hash that would lead elsewhere', { ChartQuery: '../x' }, 'operations.ChartQuery'],
  ['an empty hash', { ChartQuery: '' }, 'operations.ChartQuery'],
  ['no hash in a list of them', { ChartQuery: ['abc', 'a b'] }, 'operations.ChartQuery'],
])('refuses %s', (_, given: OperationHashes, argument) => {
  expect(() => resolveOperations(given)).toThrow(
    expect.objectContaining({ code: 'invalid_argument', argument }),
  )
})

test('each hash is written in one place only', () => {
  const root = join(import.meta.dirname, '..')
  const texts = ['src', 'test'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(root, folder, file), 'utf8')),
  )
  for (const hash of OPERATION_NAMES.flatMap((name) => DEFAULT_OPERATIONS[name])) {
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    expect(texts.filter((text) => text.includes(hash))).toHaveLength(1)
  }
})
