import type { HttpServerOptions } from '../http-server-options.ts'

/** What routes are made from. */
export type RouteContext = Required<Pick<HttpServerOptions, 'reads'>> &
  Pick<
    HttpServerOptions,
    | 'store'
    | 'mode'
    | 'accountId'
    | 'hider'
    | 'createClient'
    | 'network'
    | 'readiness'
    | 'scheduler'
    | 'metrics'
    | 'today'
  >
