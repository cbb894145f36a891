import { expect, test } from 'vitest'
import { until } from '../until.ts'

test('waits until it holds', async () => {
  let asked = 0
  await until(async () => ++asked === 3, { everyMs: 1 })
  expect(asked).toBe(3)
})

test.each([
  ['what never holds', () => false],
  ['what is never answered', () => new Promise<boolean>(() => {})],
])('%s is given up: told as it is written, with what was there instead', async (_, holds) => {
  const waiting = until(holds, { everyMs: 1, withinMs: 20, instead: async () => 'two runs' })
  await expect(waiting).rejects.toThrow(`not so within 0.02 s: ${holds.toString()}\n\nInstead:\ntwo runs`)
})

const failing = async (): Promise<boolean> => {
  throw new Error('nobody answers')
}

test('what fails is not asked again', async () => {
  await expect(until(failing)).rejects.toThrow('nobody answers')
})
