import { existsSync, realpathSync } from 'node:fs'
import { basename, delimiter, join, relative, resolve } from 'node:path'
import { shellWord } from '../output/shell-word.ts'

/** What there is of the program's surroundings when it is started. */
interface StartedFrom {
  readonly cwd: string
  /** The shell's PATH. */
  readonly path?: string | undefined
}

/**
 * How the program is called from here, as it can be pasted into the shell: by its name where that is on the path, in a
 * clone by the launcher at its root, else by the file that was started.
 *
 * @param script the file that Node was started with.
 */
export function commandName(script: string | undefined, { cwd, path = '' }: StartedFrom): string {
  if (script === undefined || !basename(script).startsWith('bin.')) return 'airbnb-insights'
  const launcher = launcherOf(script)
  if (launcher === undefined) return `node ${shellWord(fromHere(script, cwd))}`
  const onPath = path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, 'airbnb-insights'))
    .find((file) => existsSync(file))
  if (onPath !== undefined && realpathSync(onPath) === launcher) return 'airbnb-insights'
  const shown = fromHere(launcher, cwd)
  return shellWord(shown.includes('/') ? shown : `./${shown}`)
}

/** The launcher of the clone that a script is of. */
function launcherOf(script: string): string | undefined {
  const launcher = resolve(script, '../../../../airbnb-insights')
  return existsSync(launcher) ? realpathSync(launcher) : undefined
}

function fromHere(file: string, cwd: string): string {
  const path = relative(cwd, file)
  return path.startsWith('..') ? file : path
}
