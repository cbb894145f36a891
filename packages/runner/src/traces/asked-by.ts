import { type Context, propagation, ROOT_CONTEXT } from '@opentelemetry/api'

/** The context of who asked for a run, kept with it as a `traceparent`; that of nobody where there is none. */
export function contextOfAsker(askedBySpan: string | null): Context {
  return askedBySpan === null ? ROOT_CONTEXT : propagation.extract(ROOT_CONTEXT, { traceparent: askedBySpan })
}
