import type { Invocation } from '../cli/define-action.ts'
import type { CLIENT_SETTING_NAMES, STORE_SETTING_NAMES } from '../config/settings.ts'

/** One run of `doctor`. */
export type DoctorInvocation = Invocation<
  (typeof STORE_SETTING_NAMES)[number] | (typeof CLIENT_SETTING_NAMES)[number]
>
