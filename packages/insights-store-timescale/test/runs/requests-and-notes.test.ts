import { expect, test } from 'vitest'
import { emptiedStore } from '../samples/emptied-store.ts'
import { heldRun } from '../samples/held-run.ts'
import { describeStores } from '../support/describe-stores.ts'

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test('tell the requests, never fewer than before', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    const before = await store.runs.get(runId)
    await store.runs.recordRequests({ runId, lease, requestsDone: 7 })
    await store.runs.recordRequests({ runId, lease, requestsDone: 5 })
    const run = await store.runs.get(runId)
    expect(run).toMatchObject({ requestsDone: 7 })
    // What tells nothing new is no change.
    expect(run?.sequence).toBe((before?.sequence ?? 0) + 1)
  })

  test('never leave fewer requests planned than made, up to the end', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    await store.runs.recordRequests({ runId, lease, requestsDone: 41 })
    expect(await store.runs.get(runId)).toMatchObject({ requestsDone: 41, requestsTotal: 41 })
    const run = await store.runs.finish({ runId, lease, status: 'cancelled', requestsDone: 43 })
    expect(run).toMatchObject({ requestsDone: 43, requestsTotal: 43 })
  })

  test('plan for fewer where there is less to ask, and never for fewer than were made', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    await store.runs.plan({ runId, lease, listings: [], requestsTotal: 90 })
    await store.runs.recordRequests({ runId, lease, requestsDone: 7, requestsTotal: 50 })
    expect(await store.runs.get(runId)).toMatchObject({ requestsDone: 7, requestsTotal: 50 })
    await store.runs.recordRequests({ runId, lease, requestsDone: 9 })
    expect(await store.runs.get(runId)).toMatchObject({ requestsDone: 9, requestsTotal: 50 })
    await store.runs.recordRequests({ runId, lease, requestsDone: 9, requestsTotal: 8 })
    expect(await store.runs.get(runId)).toMatchObject({ requestsDone: 9, requestsTotal: 9 })
  })

  test('keep each note once, in order', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    const incomplete = { code: 'incomplete_listings', message: '30 of 31 "listings" 🏠\u0000' }
    const differs = { code: 'lists_differ', message: 'own 4, listed 5' }
    for (const note of [incomplete, differs, incomplete]) await store.runs.addNote({ runId, lease, note })
    const { notes } = (await store.runs.get(runId)) ?? {}
    expect(notes).toEqual([{ ...incomplete, message: '30 of 31 "listings" 🏠\uFFFD' }, differs])
  })

  test('keep a note that was cut in the middle of a character', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    await store.runs.addNote({
      runId,
      lease,
      note: { code: 'cut \uDFE0', message: 'listing 🏠'.slice(0, -1) },
    })
    const { notes } = (await store.runs.get(runId)) ?? {}
    expect(notes).toEqual([{ code: 'cut \uFFFD', message: 'listing \uFFFD' }])
  })
})
