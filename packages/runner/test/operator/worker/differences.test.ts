import { expect, test } from 'vitest'
import { differences } from '../../../src/operator/worker/differences.ts'

test.each<[string, unknown, unknown, string[]]>([
  ['defaults that somebody adds', { a: 1 }, { a: 1, b: 2 }, []],
  ['a value', { a: { b: 1 } }, { a: { b: 2 } }, ['a.b']],
  ['a part that is gone', { a: { b: { c: 1 } } }, { a: {} }, ['a.b']],
  ['a list that is gone', { a: [1] }, {}, ['a']],
  [
    'items with names in another order',
    [{ name: 'x', v: 1 }, { name: 'y' }],
    [{ name: 'y' }, { name: 'x', v: 1 }],
    [],
  ],
  [
    'a named item',
    { env: [{ name: 'x', value: '1' }] },
    { env: [{ name: 'x', value: '2' }] },
    ['env[x].value'],
  ],
  ['items without names', { args: ['a', 'b'] }, { args: ['a', 'c'] }, ['args[1]']],
  [
    'a quantity that is written otherwise',
    { c: { resources: { requests: { memory: '1024Mi', cpu: '1000m' } } } },
    { c: { resources: { requests: { memory: '1Gi', cpu: '1' } } } },
    [],
  ],
  [
    'another quantity',
    { c: { resources: { limits: { memory: '1024Mi' } } } },
    { c: { resources: { limits: { memory: '1G' } } } },
    ['c.resources.limits.memory'],
  ],
  ['digits that are no quantity', { id: '12345678901234567' }, { id: '12345678901234568' }, ['id']],
  ['a text that looks like one', { name: '1000m' }, { name: '1' }, ['name']],
  ['an empty text that is left out', { env: [{ name: 'x', value: '' }] }, { env: [{ name: 'x' }] }, []],
])('%s', (_, wanted, found, places) => {
  expect(differences(wanted, found)).toEqual(places)
})
