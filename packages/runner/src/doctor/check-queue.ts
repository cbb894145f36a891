import { missingGrants, type Store } from 'insights-store-timescale'
import { utcDateOf } from 'insights-transform'
import { formatQuantity } from '../output/format.ts'
import { queueState } from '../serve/queue/migrate-queue.ts'
import { queueSchema } from '../serve/queue/queue-options.ts'
import { type Finding, fine, worthALook } from './finding.ts'

/** Whether the service finds its queue, and what waits to be carried out. */
export async function* checkQueue(store: Store): AsyncGenerator<Finding> {
  const { queued, active, waiting } = await store.runs.backlog({ today: utcDateOf(new Date()) })
  const runs = `${formatQuantity(queued, 'run')} due, ${String(active)} under way, ${String(waiting)} to come back later`
  if (store.server.kind === 'server' && (await queueState(store)) === 'missing') {
    const grants = await missingGrants(store.db, queueSchema(store))
    const first =
      grants.length === 0 ? 'Run' : `An administrator of the database runs ${grants.join(' ')} then`
    yield worthALook(
      'queue',
      `the service has no queue here yet; ${runs}`,
      `${first} \`airbnb-insights migrate up\`: it makes the tables that \`serve\` needs. \`sync\` works without.`,
    )
    return
  }
  yield fine('queue', runs)
}
