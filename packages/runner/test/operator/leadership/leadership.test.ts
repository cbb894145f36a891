import { expect, test } from 'vitest'
import type { Lease, LeaseSpec } from '../../../src/operator/cluster/objects.ts'
import { seekLeadership } from '../../../src/operator/leadership/leadership.ts'

test('whoever finds somebody else in the lease leads no more, however long it might have held it', async () => {
  let version = 0
  let kept: Lease | undefined
  const put = (spec: LeaseSpec): Lease => {
    version += 1
    const metadata = { name: 'lease', resourceVersion: String(version) }
    kept = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec }
    return kept
  }
  const told: boolean[] = []
  const leadership = seekLeadership({
    lease: {
      read: async () => kept,
      write: async (before, spec) =>
        before?.metadata.resourceVersion === kept?.metadata.resourceVersion ? put(spec) : undefined,
    },
    identity: 'me',
    onChange: (leads) => told.push(leads),
    onState: () => {},
    clock: { holdMs: 3_600_000, retryMs: 1, leaseMs: 3_600_000 },
  })
  await expect.poll(() => leadership.leads).toBe(true)
  put({ holderIdentity: 'other', leaseDurationSeconds: 3600, renewTime: '2026-06-15T00:00:00.000000Z' })
  await expect.poll(() => [leadership.leads, leadership.holder]).toEqual([false, 'other'])
  await leadership.resign()
  expect(told).toEqual([true, false])
  expect(kept?.spec?.holderIdentity).toBe('other')
})
