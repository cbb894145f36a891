import type { Store } from 'insights-store-timescale'
import { expect, test } from 'vitest'
import { checkPauses } from '../../src/doctor/check-pauses.ts'
import type { Finding } from '../../src/doctor/finding.ts'
import { memoryStore } from '../support/sync-bench.ts'

async function findings(store: Store): Promise<Finding[]> {
  const found: Finding[] = []
  for await (const finding of checkPauses(store)) found.push(finding)
  return found
}

test('tells what stands in between, who waits, and what to do; nothing where nothing does', async () => {
  await using store = await memoryStore()
  expect(await findings(store)).toEqual([])
  const place = { network: 'office', site: 'https://www.airbnb.com', accountId: '310000041' }
  await store.pauses.meet({ ...place, reason: 'captive_portal' })
  const [finding, ...others] = await findings(store)
  expect(others).toEqual([])
  expect(finding).toMatchObject({ check: 'pause', level: 'warning', ending: 'succeeded' })
  expect(finding?.message).toMatch(
    /^nobody of the network office asks https:\/\/www\.airbnb\.com since .*sign-in page answered.*no session was judged$/,
  )
  expect(finding?.hint).toContain('sign in to the network')
})
