import type { LearnedRequests } from 'insights-transform'
import { z } from 'zod'
import type { GivenSession } from '../../../accounts/session-input.ts'
import type { PageSecrets } from '../forms/page-secrets.ts'

/** So long somebody may look at what was found before it is stored. */
const KEPT_MS = 10 * 60_000

const sealed = z.object({
  until: z.number(),
  sessions: z.array(
    z.object({
      accountId: z.string(),
      cookie: z.string(),
      clientVersion: z.string().nullable(),
      userAgent: z.string().nullable(),
      clientTraceId: z.string().nullable(),
      baseUrl: z.string().nullable(),
      learned: z.custom<LearnedRequests>((value) => typeof value === 'object' && value !== null),
    }),
  ),
})

/**
 * Sessions between the two steps of adding an account: encrypted in the form itself, for this visitor and for ten minutes.
 * No process keeps them, so that the next step may meet another one; no page has a cookie that could be read.
 */
export function sealSessions(
  sessions: readonly GivenSession[],
  visitor: string,
  { secrets, now }: { readonly secrets: PageSecrets; readonly now: Date },
): string {
  return secrets.seal(JSON.stringify({ until: now.getTime() + KEPT_MS, sessions }), visitor)
}

/** Opens them; undefined where that is too late, or somebody else's. */
export function openSessions(
  text: string,
  visitor: string,
  { secrets, now }: { readonly secrets: PageSecrets; readonly now: Date },
): readonly GivenSession[] | undefined {
  const opened = secrets.unseal(text, visitor)
  if (opened === undefined) return undefined
  const { until, sessions } = sealed.parse(JSON.parse(opened))
  return until > now.getTime() ? sessions : undefined
}
