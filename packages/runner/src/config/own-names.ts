import { editDistance } from './edit-distance.ts'
import type { Setting } from './setting.ts'
import { SETTINGS } from './settings.ts'

const MAX_EDITS = 2

/** Whether a setting is read under this name. */
export function isOwnName(name: string): boolean {
  return ownNames().has(name)
}

/** The name of ours that this one nearly is, or is in other letters, or undefined where none is near. */
export function likelyMeant(name: string): string | undefined {
  // Short names (DEBUG, LOG_LEVEL) have too many innocent neighbours for two edits.
  const edits = name.length < 10 ? 1 : MAX_EDITS
  return [...ownNames().keys()].find(
    (candidate) => candidate.length > 5 && editDistance(name.toUpperCase(), candidate) <= edits,
  )
}

/** The setting that is read under this name; undefined for none, and for a name that holds a file's path. */
export function settingUnder(name: string): Setting | undefined {
  return ownNames().get(name) ?? undefined
}

/** Every name that a setting is read under; null beside those that name a file. */
function ownNames(): ReadonlyMap<string, Setting | null> {
  const settings: readonly Setting[] = Object.values(SETTINGS)
  return new Map(
    settings.flatMap((declared) => [
      ...declared.env.map((name) => [name, declared] as const),
      ...(declared.secret ? declared.env.map((name) => [`${name}_FILE`, null] as const) : []),
    ]),
  )
}
