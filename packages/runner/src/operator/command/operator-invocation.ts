import type { Invocation } from '../../cli/define-action.ts'
import type {
  OPERATE_SETTING_NAMES,
  OPERATOR_SETTING_NAMES,
  STORE_SETTING_NAMES,
} from '../../config/settings.ts'

/** One run of the operator itself. */
export type OperatorInvocation = Invocation<(typeof OPERATE_SETTING_NAMES)[number]>

/** One look at what the operator does, or would do. */
export type LookInvocation = Invocation<
  (typeof OPERATOR_SETTING_NAMES | typeof STORE_SETTING_NAMES)[number] | 'shutdownTimeoutSeconds'
>
