import { expect, test } from 'vitest'
import { ALL_MIGRATIONS } from '../../src/migrations/all-migrations.ts'
import { migrate } from '../../src/migrations/migrate.ts'
import { openContext } from '../../src/open-context.ts'
import { ACCOUNT, addAccountRow, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import { inMinutes, storeRun } from '../samples/stored-run.ts'
import { describeStores, TEST_KEY } from '../support/describe-stores.ts'

const at = (minutes: number) => ({ created_at: inMinutes(minutes) })

describeStores((_name, open, flavour) => {
  test('closes all but the newest of an account’s open runs, and allows one from then on', async () => {
    const store = await open({ migrate: false })
    const connection = await open.connection()
    const opened = await openContext({ connection, schema: flavour.schema, credentialKeys: [TEST_KEY] })
    await migrate(opened.context, opened.unbound, {}, ALL_MIGRATIONS.slice(0, 4))
    await opened.close()
    for (const accountId of [ACCOUNT, OTHER_ACCOUNT]) await addAccountRow(store, accountId)
    const queued = await storeRun(store, { status: 'queued', next_attempt_at: inMinutes(1), ...at(-30) })
    const older = await storeRun(store, { status: 'running', ...at(-20) })
    const newest = await storeRun(store, { status: 'running', ...at(-10) })
    const ended = await storeRun(store, { status: 'partial', next_attempt_at: inMinutes(1), ...at(-5) })
    const other = await storeRun(store, { account_id: OTHER_ACCOUNT, status: 'running', ...at(-40) })
    const untouched = await Promise.all([newest, ended, other].map((id) => store.runs.get(id)))

    expect((await store.migrate()).applied).toContain('0005_run_queue')

    for (const [id, was] of [
      [queued, 'queued'],
      [older, 'running'],
    ] as const) {
      expect(await store.runs.get(id)).toMatchObject({
        status: 'failed',
        error: { code: 'interrupted', message: `The run was ${was} when a newer one began.` },
        finishedAt: expect.any(Date),
        nextAttemptAt: null,
        sequence: 1,
      })
    }
    // Before the migrations one column had another name, and another was not there.
    const before = untouched.map((run) => ({ ...run, sequence: 0, otelTraceId: null }))
    expect(await Promise.all([newest, ended, other].map((id) => store.runs.get(id)))).toEqual(before)
    await expect(storeRun(store, { status: 'queued' })).rejects.toThrow(/uq_sync_runs_open/)
    await storeRun(store, { status: 'cancelled' })
  })
})
