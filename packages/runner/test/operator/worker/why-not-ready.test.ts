import { expect, test } from 'vitest'
import { whyNotReady } from '../../../src/operator/worker/why-not-ready.ts'
import { standing } from '../support/sample-worker.ts'

/** As the controllers of Kubernetes 1.37 write them. */
const REFUSED = {
  type: 'ReplicaFailure',
  status: 'True',
  message: 'pods "worker-965bc874c-r2cnx" is forbidden: exceeded quota: few, requested: pods=1',
}
const PROGRESSING = {
  type: 'Progressing',
  status: 'True',
  message: 'Created new replica set "worker-965bc874c"',
}
const STUCK = {
  type: 'Progressing',
  status: 'False',
  message: 'ReplicaSet "worker-965bc874c" has timed out progressing.',
}

test.each([
  ['a pod that is refused', [PROGRESSING, REFUSED], 'exceeded quota: few, requested: pods=1'],
  ['a pod that does not become ready', [STUCK], 'its pod has not become ready in ten minutes'],
  ['one that is starting', [PROGRESSING], null],
  ['one that was refused and is no more', [PROGRESSING, { ...REFUSED, status: 'False' }], null],
  ['one of which nothing is told yet', undefined, null],
])('%s', (_, conditions, words) => {
  expect(whyNotReady({ ...standing(), status: conditions === undefined ? {} : { conditions } })).toBe(words)
})
