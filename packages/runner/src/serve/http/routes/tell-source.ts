import type { FastifyReply } from 'fastify'
import type { Reads } from '../../../reads/reads.ts'
import type { DocumentedHeader } from '../openapi/route-documentation.ts'

/** The headers that it sets. */
export const SOURCE_HEADERS: Readonly<Record<string, DocumentedHeader>> = {
  'X-Read-From': {
    description:
      'Where there is a replica (`DATABASE_READ_URL`): `replica` or `database`, from which this was read.',
    type: 'string',
  },
  'X-Replica-Lag-Seconds': {
    description: 'How many seconds the replica is behind, where that can be told.',
    type: 'number',
  },
}

/**
 * Says in the answer's head where its numbers are read, where there is a choice: `x-read-from: replica` or `database`, and
 * how many seconds the replica is behind, where that can be told.
 */
export async function tellSource(reply: FastifyReply, reads: Reads): Promise<void> {
  const replica = await reads.replica()
  if (replica === null) return
  reply.header('x-read-from', replica.serves ? 'replica' : 'database')
  if (replica.lagSeconds !== null) reply.header('x-replica-lag-seconds', replica.lagSeconds.toFixed(1))
}
