// Writes the pages of the reference that are made from the sources: cli.md, settings.md and rest.md, to the folder of
// the argument or to docs/reference.
// With --conditions=airbnb-insights:source nothing has to be built first.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openProcess } from '../../packages/runner/src/program/process-context.ts'
import { createProgram } from '../../packages/runner/src/program/program.ts'
import { cliPage } from './cli-page.ts'
import { openApiDocument } from './openapi-document.ts'
import { restPage } from './rest-page.ts'
import { settingsPage } from './settings-page.ts'

const folder = process.argv[2] ?? fileURLToPath(new URL('../../docs/reference/', import.meta.url))
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'cli.md'), cliPage(createProgram(openProcess([], {}).context)))
writeFileSync(join(folder, 'settings.md'), settingsPage())
writeFileSync(join(folder, 'rest.md'), restPage(await openApiDocument()))
