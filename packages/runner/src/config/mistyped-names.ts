import { UsageError } from '../output/runner-error.ts'
import type { EnvFile } from './env-file.ts'
import { isOwnName, likelyMeant, settingUnder } from './own-names.ts'

/** An environment belongs to many programs: only names that are plainly meant for this one are looked at in it. */
const OWN_PREFIX = 'AIRBNB_'

/**
 * Refuses a name that is nearly, but not quite, a setting's: it would be ignored in silence, and the data end up elsewhere.
 * Where its value could not be that setting's, the name is another program's (`API_KEY=sk-…`) and only worth a remark.
 *
 * In a `.env` file every name counts, in the environment those that begin with `AIRBNB_`.
 *
 * @returns the remarks, without a value.
 * @throws UsageError naming the mistyped setting and the one that was likely meant; its value is not shown.
 */
export function refuseMistypedNames(
  environment: Readonly<Record<string, string | undefined>>,
  envFile: EnvFile | undefined,
): readonly string[] {
  const own = Object.entries(environment).filter(([name]) => name.startsWith(OWN_PREFIX))
  return [
    ...remarksOn(Object.entries(envFile?.values ?? {}), envFile?.path ?? ''),
    ...remarksOn(own, 'the environment'),
  ]
}

function remarksOn(entries: readonly (readonly [string, string | undefined])[], place: string): string[] {
  return entries.flatMap(([name, value = '']) => {
    const meant = isOwnName(name) ? undefined : likelyMeant(name)
    if (meant === undefined) return []
    if (couldBeMeant(meant, value)) {
      throw new UsageError(`${name}: unknown setting in ${place}, allowed: ${meant} (did you mean that?)`)
    }
    return [`${name} in ${place} is taken for another program's and left out; the setting here is ${meant}`]
  })
}

function couldBeMeant(meant: string, value: string): boolean {
  const declared = settingUnder(meant)
  return (
    declared === undefined || (!declared.isForeign(value, meant) && declared.schema.safeParse(value).success)
  )
}
