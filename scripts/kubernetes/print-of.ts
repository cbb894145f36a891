import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { promisify } from 'node:util'

/**
 * What a program prints.
 *
 * @throws Error with what it says when it does not end well
 */
export async function printOf(
  [program = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const { stdout } = await promisify(execFile)(program, args, {
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'], ...env },
  })
  return stdout
}
