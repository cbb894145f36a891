import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** Where a data folder is looked for. */
interface DataFolderSurroundings {
  readonly cwd: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** @defaultValue this machine's */
  readonly platform?: NodeJS.Platform
}

/** A folder of this name in the working folder goes before the person's own. */
const FOLDER_HERE = '.airbnb-insights'

/** The data folder where none was named: the one in the working folder where there is one, else the person's own. */
export function usualDataFolder(surroundings: DataFolderSurroundings): string {
  const here = resolve(surroundings.cwd, FOLDER_HERE)
  return existsSync(here) ? here : personalDataFolder(surroundings)
}

/**
 * Where programs keep a person's data: `XDG_DATA_HOME` or `~/.local/share` (XDG Base Directory), `~/Library/Application
 * Support` on macOS, `%LOCALAPPDATA%` on Windows.
 */
function personalDataFolder({ environment, platform = process.platform }: DataFolderSurroundings): string {
  const home = environment['HOME'] || homedir()
  if (platform === 'win32') {
    return join(environment['LOCALAPPDATA'] || join(homedir(), 'AppData', 'Local'), 'airbnb-insights')
  }
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'airbnb-insights')
  const given = environment['XDG_DATA_HOME'] ?? ''
  // A relative path is to be ignored, says the convention.
  return join(given.startsWith('/') ? given : join(home, '.local', 'share'), 'airbnb-insights')
}
