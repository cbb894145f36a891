import { basename, relative } from 'node:path'

/**
 * How the program is called from here: by its name where it was installed, else by the file that was started.
 *
 * @param script the file that Node was started with.
 */
export function commandName(script: string | undefined, cwd: string): string {
  if (script === undefined || !basename(script).startsWith('bin.')) return 'airbnb-insights'
  const fromHere = relative(cwd, script)
  return `node ${fromHere.startsWith('..') ? script : fromHere}`
}
