import type { Reads } from '../../../reads/reads.ts'
import type { BrowserSessions } from '../../http/auth/browser-sessions.ts'
import type { HttpServerOptions } from '../../http/http-server-options.ts'
import type { PageSecrets } from '../forms/page-secrets.ts'

/** What pages are made from. */
export interface PagesContext
  extends Pick<
    HttpServerOptions,
    'store' | 'mode' | 'hider' | 'network' | 'readiness' | 'scheduler' | 'today' | 'now' | 'version'
  > {
  readonly reads: Reads
  readonly secrets: PageSecrets
  /** Null where no key is asked for. */
  readonly sessions: BrowserSessions | null
}
