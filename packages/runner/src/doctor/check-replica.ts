import { redactConnectionUrl, type Store } from 'insights-store-timescale'
import { silentLogger } from 'insights-transform'
import { openStoreFor } from '../cli/open-store.ts'
import { openReads } from '../reads/reads.ts'
import type { DoctorInvocation } from './doctor-invocation.ts'
import { type Finding, fine, worthALook } from './finding.ts'

/** Whether reads can go to the replica that the settings name, and how far it is behind. */
export async function* checkReplica(store: Store, invocation: DoctorInvocation): AsyncGenerator<Finding> {
  const { databaseReadUrl: replicaUrl, databaseReadMaxLagSeconds } = invocation.settings
  if (replicaUrl === undefined) return
  await using reads = openReads({
    primary: async () => store,
    openReplica: () => openStoreFor(invocation, { replicaUrl }),
    maxLagSeconds: databaseReadMaxLagSeconds,
    logger: silentLogger,
  })
  const state = await reads.replica()
  if (state === null) return
  const where = `at ${redactConnectionUrl(replicaUrl)}`
  const behind = state.lagSeconds === null ? '' : `, ${state.lagSeconds.toFixed(1)} s behind`
  if (state.message === null) {
    yield fine('replica', `${where}${behind}`)
    return
  }
  yield worthALook(
    'replica',
    `${state.message} (${where}${behind})`,
    state.serves
      ? 'Numbers are read there all the same.'
      : 'Numbers are read from the database itself until that is mended. DATABASE_READ_URL names a hot standby; DATABASE_READ_MAX_LAG_SECONDS says how far behind it may be.',
  )
}
