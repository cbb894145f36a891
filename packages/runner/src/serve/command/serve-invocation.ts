import type { Invocation } from '../../cli/define-action.ts'
import type { SERVE_SETTING_NAMES } from '../../config/settings.ts'

/** One run of `serve`. */
export type ServeInvocation = Invocation<(typeof SERVE_SETTING_NAMES)[number]>
