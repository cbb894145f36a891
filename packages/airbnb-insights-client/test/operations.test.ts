import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { OPERATION_NAMES, type OperationName } from 'insights-transform'
import { expect, test } from 'vitest'
import { DEFAULT_OPERATIONS } from '../src/index.ts'
import { resolveOperations } from '../src/operations.ts'

test('overrides lie over the defaults', () => {
  expect(resolveOperations({ ChartQuery: 'abc' })).toEqual({ ...DEFAULT_OPERATIONS, ChartQuery: 'abc' })
  expect(resolveOperations()).toEqual(DEFAULT_OPERATIONS)
})

test.each<[string, Record<string, string>, string]>([
  ['an operation that does not exist', { Chart: 'abc' }, 'operations'],
  ['a hash that would lead elsewhere', { ChartQuery: '../x' }, 'operations.ChartQuery'],
  ['an empty hash', { ChartQuery: '' }, 'operations.ChartQuery'],
])('refuses %s', (_, overrides: Partial<Record<OperationName, string>>, argument) => {
  expect(() => resolveOperations(overrides)).toThrow(
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
  for (const name of OPERATION_NAMES) {
    const hash = DEFAULT_OPERATIONS[name]
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    expect(texts.filter((text) => text.includes(hash))).toHaveLength(1)
  }
})
