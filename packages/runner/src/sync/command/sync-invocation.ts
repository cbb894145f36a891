import type { Invocation } from '../../cli/define-action.ts'
import type {
  CLIENT_SETTING_NAMES,
  NOTIFY_SETTING_NAMES,
  STORE_SETTING_NAMES,
  SYNC_SETTING_NAMES,
} from '../../config/settings.ts'

/** One run of `sync`. */
export type SyncInvocation = Invocation<
  | (typeof STORE_SETTING_NAMES)[number]
  | (typeof CLIENT_SETTING_NAMES)[number]
  | (typeof SYNC_SETTING_NAMES)[number]
  | (typeof NOTIFY_SETTING_NAMES)[number]
>
