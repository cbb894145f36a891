// Writes what is kept in the repository but made from sources: the JSON Schemas that the packages publish, the table of
// settings in the runner's read-me, and that of columns in the page about exports. A test fails while they are not up to date.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { generatedFiles } from './generated/generated-files.ts'
import { workspaceRoot } from './test/support/workspace.ts'

for (const { path, text } of generatedFiles()) {
  const file = join(workspaceRoot, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
