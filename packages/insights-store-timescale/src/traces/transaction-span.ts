import { type Attributes, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { databaseErrorCode } from '../database-error-code.ts'
import type { StoreContext } from '../store-context.ts'

/** A transaction, as its span tells it: no statement and no value of a row. */
export interface TracedTransaction {
  /** What it does, in two words: `commit listing`. */
  readonly name: string
  /** What it is about: ids and counts. */
  readonly attributes: Attributes
}

/**
 * Does what makes one transaction, its repetitions included, within a span of its own, as a child of whatever span the
 * caller is in: nothing where nobody traces.
 */
export const inTransactionSpan = <Result>(
  context: StoreContext,
  { name, attributes }: TracedTransaction,
  work: (span: Span) => Promise<Result>,
): Promise<Result> => {
  const tracer = trace.getTracer('insights-store-timescale')
  const described = { ...databaseAttributes(context), 'db.query.summary': name, ...attributes }
  const options = { kind: SpanKind.CLIENT, attributes: described }
  return tracer.startActiveSpan(name, options, async (span) => {
    try {
      return await work(span)
    } catch (error) {
      // By its code alone: a message may quote what was to be stored.
      span.setAttribute('error.type', databaseErrorCode(error) ?? '_OTHER')
      span.setStatus({ code: SpanStatusCode.ERROR })
      throw error
    } finally {
      span.end()
    }
  })
}

/** A transaction of a run, for {@link inTransactionSpan}. */
export const tracedRun = (name: string, { runId }: { runId: string }): TracedTransaction => ({
  name,
  attributes: { 'airbnb_insights.run.id': runId },
})

const databaseAttributes = ({ schema, connection }: StoreContext): Attributes => {
  const { host, port, database } = connection.kind === 'server' ? connection.pool.options : {}
  return {
    'db.system.name': 'postgresql',
    'db.operation.name': 'COMMIT',
    'db.namespace': database === undefined ? schema : `${database}|${schema}`,
    ...(host !== undefined && { 'server.address': host, 'server.port': port ?? 5432 }),
  }
}
