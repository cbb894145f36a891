import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { until } from '../../../../scripts/until.ts'
import { repeatTask } from '../../src/waiting/repeating-task.ts'

const SOON = { everyMs: 1, withinMs: 10_000 }

it('begins at once, goes on after each pause, and ends with the time under way', async () => {
  const done = { times: 0 }
  const underWay = { now: false }
  const task = repeatTask(async () => {
    underWay.now = true
    await delay(10)
    done.times++
    underWay.now = false
    return 1
  })
  await until(() => done.times === 3, SOON)
  await task.stop()
  expect(underWay.now).toBe(false)
  const stopped = done.times
  await delay(40)
  expect(done.times).toBe(stopped)
})

it('is woken from a long pause, and once more where it is being done', async () => {
  const done = { times: 0 }
  const task = repeatTask(async () => {
    done.times++
    await delay(5)
    return 1_000_000
  })
  // Under way: it is done once more.
  task.wake()
  await until(() => done.times === 2, SOON)
  await delay(20)
  expect(done.times).toBe(2)
  task.wake()
  await until(() => done.times === 3, SOON)
  await task.stop()
  expect(done.times).toBe(3)
})

it('is stopped in mid-pause at once', async () => {
  const task = repeatTask(async () => 1_000_000)
  await delay(5)
  expect(await task.stop()).toBeUndefined()
})
