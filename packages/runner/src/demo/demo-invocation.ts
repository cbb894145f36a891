import type { Invocation } from '../cli/define-action.ts'

/** One run of `demo`, which takes no settings but those of output. */
export type DemoInvocation = Invocation<never>
