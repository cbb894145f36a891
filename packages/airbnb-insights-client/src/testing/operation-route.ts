import { OPERATION_NAMES, type OperationName } from 'insights-transform'
import { type HttpHandler, type HttpResponseResolver, http } from 'msw'
import { DEFAULT_BASE_URL } from '../build-headers.ts'

/** Where the mocked API is. */
export interface RouteOptions {
  /** The client's `baseUrl`; `'*'` for any host. @defaultValue 'https://www.airbnb.com' */
  baseUrl?: string
}

/** Handlers for an operation, in its POST and its GET form, whatever hash is asked for. */
export function operationRoute(
  operation: OperationName,
  resolver: HttpResponseResolver,
  { baseUrl = DEFAULT_BASE_URL }: RouteOptions = {},
): HttpHandler[] {
  const path = `${baseUrl}/api/v3/${operation}/:hash`
  return [http.post(path, resolver), http.get(path, resolver)]
}

/** The operations that a handler is for: one, or all three. */
export function operationsOf(operation: OperationName | 'all'): readonly OperationName[] {
  return operation === 'all' ? OPERATION_NAMES : [operation]
}
