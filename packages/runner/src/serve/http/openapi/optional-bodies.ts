import { z } from 'zod'

/** Whether a request without a body fits this schema. */
export function mayBeAbsent(body: unknown): boolean {
  return body instanceof z.ZodType && body.safeParse(undefined).success
}

/** The document with the bodies of these operations marked as optional, which otherwise none is. */
export function withOptionalBodies<Document extends { paths?: object }>(
  document: Document,
  operationIds: ReadonlySet<string>,
): Document {
  const optional = (operation: unknown): unknown =>
    isOperation(operation) && operationIds.has(operation.operationId)
      ? { ...operation, requestBody: { ...operation.requestBody, required: false } }
      : operation
  const paths = mapValues(document.paths ?? {}, (path) =>
    typeof path === 'object' && path !== null ? mapValues(path, optional) : path,
  )
  return { ...document, paths }
}

function mapValues(record: object, change: (value: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]))
}

function isOperation(value: unknown): value is { operationId: string; requestBody: object } {
  return typeof value === 'object' && value !== null && 'operationId' in value && 'requestBody' in value
}
