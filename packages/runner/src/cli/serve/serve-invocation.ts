import type {
  ACCOUNT_SETTING_NAMES,
  CLIENT_SETTING_NAMES,
  SCHEDULE_SETTING_NAMES,
  SERVICE_HTTP_SETTING_NAMES,
  STORE_SETTING_NAMES,
  SYNC_WINDOW_SETTING_NAMES,
} from '../../config/settings.ts'
import type { Invocation } from '../define-action.ts'

/** One run of `serve`. */
export type ServeInvocation = Invocation<
  | (typeof SERVICE_HTTP_SETTING_NAMES)[number]
  | (typeof SCHEDULE_SETTING_NAMES)[number]
  | (typeof SYNC_WINDOW_SETTING_NAMES)[number]
  | (typeof STORE_SETTING_NAMES)[number]
  | (typeof CLIENT_SETTING_NAMES)[number]
  | (typeof ACCOUNT_SETTING_NAMES)[number]
>
