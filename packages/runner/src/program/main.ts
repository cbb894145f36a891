import { exitWhenFlushed, processContext } from './process-context.ts'
import { runCli } from './run-cli.ts'

/** Runs this process's command line, then ends the process. */
export async function main(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  exitWhenFlushed(await runCli(argv, processContext(argv, environment)))
}
