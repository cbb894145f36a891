import type { CLIENT_SETTING_NAMES, STORE_SETTING_NAMES } from '../../config/settings.ts'
import type { Invocation } from '../define-action.ts'

/** One run of `doctor`. */
export type DoctorInvocation = Invocation<
  (typeof STORE_SETTING_NAMES)[number] | (typeof CLIENT_SETTING_NAMES)[number]
>
