import { type Dispatcher } from 'undici'
import type { DigestTime } from '../config/digest-time.ts'
import type { NotifyTarget } from '../config/notify-target.ts'
import type { QuietHours } from '../config/quiet-hours.ts'

/** Whom to tell what a human has to know, and when. Accounts' own targets, which are in the store, come on top. */
export interface NotifyOptions {
  /** Told of everything: see `parseNotifyUrls`. @defaultValue none */
  readonly targets?: readonly NotifyTarget[]
  /** What webhooks are signed with whose URL names no secret. @defaultValue they are not signed */
  readonly webhookSecret?: string | undefined
  /** Hours in which nobody is told anything. @defaultValue none */
  readonly quiet?: QuietHours | undefined
  /** When the digest of the week is sent. @defaultValue it is not */
  readonly digest?: DigestTime | undefined
  /** Of `quiet` and `digest`. @defaultValue 'UTC' */
  readonly timeZone?: string
  /** Whether messages call listings by their names. @defaultValue false */
  readonly listingNames?: boolean
  /** Sends requests, e.g. through a proxy. It is not closed. @defaultValue one of undici's own */
  readonly dispatcher?: Dispatcher
  /** Certificate authorities, in PEM, that mail servers may have beside those that Node trusts. @defaultValue none */
  readonly certificates?: readonly string[] | undefined
}
