import type { SERVE_SETTING_NAMES } from '../../config/settings.ts'
import type { Invocation } from '../define-action.ts'

/** One run of `serve`. */
export type ServeInvocation = Invocation<(typeof SERVE_SETTING_NAMES)[number]>
