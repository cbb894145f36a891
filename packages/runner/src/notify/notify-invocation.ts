import type { Invocation } from '../cli/define-action.ts'
import type { NOTIFY_SETTING_NAMES, PROXY_SETTING_NAMES, STORE_SETTING_NAMES } from '../config/settings.ts'

/** One run of a `notify` command. */
export type NotifyInvocation = Invocation<
  | (typeof STORE_SETTING_NAMES)[number]
  | (typeof NOTIFY_SETTING_NAMES)[number]
  | (typeof PROXY_SETTING_NAMES)[number]
>
