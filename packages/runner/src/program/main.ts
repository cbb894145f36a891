import { openProcess } from './process-context.ts'
import { runCli } from './run-cli.ts'

/** Runs this process's command line, then ends the process. */
export async function main(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const { context, leave } = openProcess(argv, environment)
  leave(await runCli(argv, context))
}
