import { UsageError } from '../output/runner-error.ts'
import { editDistance } from './edit-distance.ts'
import type { EnvFile } from './env-file.ts'
import { SETTINGS } from './settings.ts'

/** An environment belongs to many programs: only names that are plainly meant for this one are looked at in it. */
const OWN_PREFIX = 'AIRBNB_'
const MAX_EDITS = 2

/**
 * Refuses a name that is nearly, but not quite, a setting's: it would be ignored in silence, and the data end up elsewhere.
 *
 * In a `.env` file every name counts, in the environment those that begin with `AIRBNB_`.
 *
 * @throws UsageError naming the mistyped setting and the one that was likely meant; its value is not shown.
 */
export function refuseMistypedNames(
  environment: Readonly<Record<string, string | undefined>>,
  envFile: EnvFile | undefined,
): void {
  const known = knownNames()
  const refuse = (names: readonly string[], place: string): void => {
    for (const name of names) {
      const meant = known.has(name) ? undefined : nearest(name, known)
      if (meant === undefined) continue
      throw new UsageError(`${name}: unknown setting in ${place}, allowed: ${meant} (did you mean that?)`)
    }
  }
  refuse(Object.keys(envFile?.values ?? {}), envFile?.path ?? '')
  refuse(
    Object.keys(environment).filter((name) => name.startsWith(OWN_PREFIX)),
    'the environment',
  )
}

function knownNames(): ReadonlySet<string> {
  return new Set(
    Object.values(SETTINGS).flatMap(({ env, secret }) =>
      secret ? [...env, ...env.map((name) => `${name}_FILE`)] : env,
    ),
  )
}

function nearest(name: string, known: ReadonlySet<string>): string | undefined {
  // Short names (DEBUG, LOG_LEVEL) have too many innocent neighbours for two edits.
  const edits = name.length < 10 ? 1 : MAX_EDITS
  return [...known].find((candidate) => candidate.length > 5 && editDistance(name, candidate) <= edits)
}
