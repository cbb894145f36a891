import type { Command } from 'commander'
import type { CliContext } from './cli-context.ts'

/** Adds one command to the program. Commands load what they need only when they run, so that `--help` is quick. */
export type RegisterCommand = (program: Command, context: CliContext) => void
