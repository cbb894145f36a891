// Writes the JSON Schemas that the packages publish: packages/*/schemas/*.json.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PUBLISHED_SCHEMAS, schemaFile } from './schemas/published-schemas.ts'
import { workspaceRoot } from './test/support/workspace.ts'

for (const published of PUBLISHED_SCHEMAS) {
  const { path, text } = schemaFile(published)
  const file = join(workspaceRoot, path)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, text)
}
