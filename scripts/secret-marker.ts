import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

/**
 * What every secret value in tests and in the simulator contains, so that a leaked one can be searched for.
 *
 * The search makes no exception: in any text that it is given, the marker is a leak. Sources that name it do not
 * trip it, because sources are not searched, only what the runs print and keep. Test titles do reach that output,
 * therefore none may contain the marker (`vitest-titles.ts` fails a test that does). A code frame of a failing test may show it:
 * that run has failed already.
 */
export const secretMarker = 'simsecret'

/** The place of one leak. The leaked line itself is never repeated. */
interface Leak {
  readonly file: string
  readonly line: number
}

/** Searches a file, or all files below a folder. Colour codes inside the marker do not hide it. */
export function findLeaks(path: string): Leak[] {
  if (statSync(path).isDirectory()) return readdirSync(path).flatMap((name) => findLeaks(join(path, name)))
  const lines = stripVTControlCharacters(readFileSync(path, 'latin1')).split('\n')
  return lines.flatMap((text, index) =>
    text.includes(secretMarker) ? [{ file: path, line: index + 1 }] : [],
  )
}
