import { expect, test } from 'vitest'
import { emptiedStore } from '../samples/emptied-store.ts'
import { heldRun } from '../samples/held-run.ts'
import { storeRun } from '../samples/stored-run.ts'
import { describeStores } from '../support/describe-stores.ts'

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test('tells the sequence numbers of the runs that are there', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    const other = await storeRun(store, { status: 'succeeded', sequence: String(2 ** 40) })
    const before = (await store.runs.get(runId))?.sequence ?? 0
    await store.runs.recordRequests({ runId, lease, requestsDone: 3 })
    const missing = '00000000-0000-4000-8000-000000000000'
    const sequences = await store.runs.sequencesOf([runId, missing, 'no-uuid', other])
    expect(sequences).toEqual(
      new Map([
        [runId, before + 1],
        [other, 2 ** 40],
      ]),
    )
    expect(await store.runs.sequencesOf([])).toEqual(new Map())
  })
})
