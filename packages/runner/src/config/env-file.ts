import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { UsageError } from '../output/runner-error.ts'
import { envFileText } from './env-file-text.ts'
import { type Assignment, readEnvLines, type UnreadableLine } from './env-lines.ts'
import { isOwnName, likelyMeant } from './own-names.ts'
import { systemErrorCode } from './system-error-code.ts'

/** A read `.env` file. */
export interface EnvFile {
  /** Path as it was given, for messages. */
  readonly path: string
  readonly values: Readonly<Record<string, string | undefined>>
  /** What of it was left out and is none of ours, as far as can be told. */
  readonly warnings: readonly string[]
}

const DEFAULT_PATH = '.env'

/**
 * Reads the file of NAME=value lines that a flag or `ENV_FILE` names, or `.env` in the working folder where there is one.
 *
 * @param given path that was asked for; `false` reads none; undefined looks for `.env`.
 * @throws UsageError where a file that was asked for cannot be read, and for a line that sets one of our names in
 *   another form: passed over, the data would end up elsewhere. Nothing of a value is shown.
 */
export function readEnvFile(given: string | false | undefined, cwd: string): EnvFile | undefined {
  if (given === false) return undefined
  const path = given ?? DEFAULT_PATH
  const bytes = readBytes(path, given, cwd)
  if (bytes === undefined) return undefined
  const text = envFileText(bytes)
  if (text === undefined) {
    throw new UsageError(
      `ENV_FILE (--env-file): ${JSON.stringify(path)} is no text, allowed: NAME=value lines in UTF-8 or UTF-16, or --no-env-file`,
    )
  }
  const { assignments, unreadable } = readEnvLines(text)
  for (const line of unreadable) refuseOwn(line, assignments, path)
  for (const assignment of assignments) refuseGarbled(assignment, path)
  return {
    path,
    values: Object.fromEntries(assignments.map(({ name, value }) => [name, value])),
    warnings: leftOut(unreadable, path),
  }
}

function readBytes(path: string, given: string | undefined, cwd: string): Uint8Array | undefined {
  try {
    return readFileSync(resolve(cwd, path))
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

function refuseOwn(
  { line, name, form }: UnreadableLine,
  assignments: readonly Assignment[],
  path: string,
): void {
  const meant = name === undefined || isOwnName(name) ? name : likelyMeant(name)
  if (meant !== undefined) {
    throw new UsageError(`${meant} in ${path}, line ${line}: written ${form}, allowed: ${meant}=value`)
  }
  // The rest of a value that was broken into lines, such as a cookie's.
  const before = assignments.find((assignment) => assignment.line === line - 1)
  if (name === undefined && before !== undefined && isOwnName(before.name)) {
    throw new UsageError(
      `${before.name} in ${path}: line ${line} after it is no NAME=value, allowed: a value on one line, or in quotes`,
    )
  }
}

function refuseGarbled({ name, value, line }: Assignment, path: string): void {
  // systemd's unit files: `Environment=NAME=value`.
  const within = /^["']?(\w+)=/.exec(value)?.[1]
  if (!isOwnName(name) && within !== undefined && isOwnName(within)) {
    throw new UsageError(
      `${within} in ${path}, line ${line}: written after another name (NAME=${within}=…), allowed: ${within}=value`,
    )
  }
  // As it stands in a shell's profile, where the shell runs it.
  if (isOwnName(name) && /\$\([^)]*\)/.test(value)) {
    throw new UsageError(
      `${name} in ${path}, line ${line}: holds $(…), which nothing runs here, allowed: the value itself, such as what that command prints`,
    )
  }
  if (isOwnName(name) && value.includes('\uFFFD')) {
    throw new UsageError(
      `${name} in ${path}, line ${line}: holds bytes that are no UTF-8, allowed: a file in UTF-8 or UTF-16`,
    )
  }
}

const LINES_NAMED = 5

function leftOut(unreadable: readonly UnreadableLine[], path: string): string[] {
  if (unreadable.length === 0) return []
  const named = unreadable.slice(0, LINES_NAMED).map(({ line }) => String(line))
  const more = unreadable.length > named.length ? ' and more' : ''
  return [`${path}: not NAME=value and left out: line ${named.join(', ')}${more}`]
}
