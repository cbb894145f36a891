import { join } from 'node:path'
import { workspaceRoot } from '../../test/support/workspace.ts'
import type { Project } from './installed-package.ts'

/** The compilers of the workspace: TypeScript 7, and 6, which is slower. */
type Compiler = 'tsc' | 'tsc6'

/** As strict as a consumer can be: the declarations of all packages are checked as well. */
const compilerOptions = {
  target: 'ES2024',
  module: 'NodeNext',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  verbatimModuleSyntax: true,
  skipLibCheck: false,
  noEmit: true,
  types: ['node'],
}

/** Type-checks files of a project and every declaration that they lead to; gives the errors. */
export async function typeErrors(
  project: Project,
  files: readonly [string, ...string[]],
  compiler: Compiler,
): Promise<string[]> {
  const config = project.write(`${files[0]}.${compiler}.json`, JSON.stringify({ compilerOptions, files }))
  const program = join(workspaceRoot, 'node_modules/.bin', compiler)
  const { status, stdout, stderr } = await project.run(program, '--project', config, '--pretty', 'false')
  const errors = stdout.split('\n').filter((line) => /error TS\d+/.test(line))
  if (status !== 0 && errors.length === 0) {
    throw new Error(`${compiler} ended with ${status}: ${stdout}${stderr}`)
  }
  return errors
}
