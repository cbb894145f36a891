import type { Invocation } from '../cli/define-action.ts'
import type { STORE_SETTING_NAMES } from '../config/settings.ts'

/** One run of a `runs` command. */
export type RunsInvocation = Invocation<(typeof STORE_SETTING_NAMES)[number]>
