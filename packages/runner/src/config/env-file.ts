import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { UsageError } from '../output/runner-error.ts'
import { systemErrorCode } from './system-error-code.ts'

/** A read `.env` file. */
export interface EnvFile {
  /** Path as it was given, for messages. */
  readonly path: string
  readonly values: Readonly<Record<string, string | undefined>>
}

const DEFAULT_PATH = '.env'

/**
 * Reads the file of NAME=value lines that a flag or `ENV_FILE` names, or `.env` in the working folder where there is one.
 *
 * @param given path that was asked for; `false` reads none; undefined looks for `.env`.
 * @throws UsageError where a file that was asked for cannot be read.
 */
export function readEnvFile(given: string | false | undefined, cwd: string): EnvFile | undefined {
  if (given === false) return undefined
  const path = given ?? DEFAULT_PATH
  try {
    return { path, values: parseEnv(readFileSync(resolve(cwd, path), 'utf8')) }
  } catch (cause) {
    if (given === undefined && isNothingToRead(cause)) return undefined
    throw new UsageError(
      `ENV_FILE (--env-file): cannot read ${JSON.stringify(path)} (${systemErrorCode(cause)}), allowed: a readable file of NAME=value lines, or --no-env-file`,
      { cause },
    )
  }
}

/** Some frameworks have a folder named `.env` (a Python virtual environment): that is no settings file either. */
function isNothingToRead(error: unknown): boolean {
  return ['ENOENT', 'EISDIR', 'ENOTDIR'].includes(systemErrorCode(error))
}
