import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { repeatTask } from '../../src/schedule/repeating-task.ts'

it('begins at once, goes on after each pause, and ends with the time under way', async () => {
  let times = 0
  let underWay = false
  const task = repeatTask(async () => {
    underWay = true
    await delay(10)
    times++
    underWay = false
    return 1
  })
  while (times < 3) await delay(1)
  await task.stop()
  expect(underWay).toBe(false)
  const stopped = times
  await delay(40)
  expect(times).toBe(stopped)
})

it('is woken from a long pause, and once more where it is being done', async () => {
  let times = 0
  const task = repeatTask(async () => {
    times++
    await delay(5)
    return 1_000_000
  })
  // Under way: it is done once more.
  task.wake()
  while (times < 2) await delay(1)
  await delay(20)
  expect(times).toBe(2)
  task.wake()
  while (times < 3) await delay(1)
  await task.stop()
  expect(times).toBe(3)
})

it('is stopped in mid-pause at once', async () => {
  const task = repeatTask(async () => 1_000_000)
  await delay(5)
  await task.stop()
})
