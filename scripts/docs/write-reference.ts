// Writes the pages of the reference that are made from the sources: docs/reference/{cli,settings,rest}.md.
// With --conditions=airbnb-insights:source nothing has to be built first.
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { processContext } from '../../packages/runner/src/cli/process-context.ts'
import { createProgram } from '../../packages/runner/src/cli/program.ts'
import { cliPage } from './cli-page.ts'
import { openApiDocument } from './openapi-document.ts'
import { restPage } from './rest-page.ts'
import { settingsPage } from './settings-page.ts'

const folder = fileURLToPath(new URL('../../docs/reference/', import.meta.url))
mkdirSync(folder, { recursive: true })
writeFileSync(`${folder}cli.md`, cliPage(createProgram(processContext([], {}))))
writeFileSync(`${folder}settings.md`, settingsPage())
writeFileSync(`${folder}rest.md`, restPage(await openApiDocument()))
