#!/usr/bin/env node
import { exitWhenFlushed, processContext } from './cli/process-context.ts'
import { runCli } from './cli/run-cli.ts'

const argv = process.argv.slice(2)
// Not awaited: a module with top-level await cannot be `require`d, and there is nothing after it.
void runCli(argv, processContext(argv, process.env)).then(exitWhenFlushed)
