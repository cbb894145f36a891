import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { generatedFiles } from '../generated/generated-files.ts'
import { workspaceRoot } from './support/workspace.ts'

test.each(generatedFiles())('$path is up to date (else: npm run generate)', ({ path, text }) => {
  expect(readFileSync(join(workspaceRoot, path), 'utf8')).toBe(text)
})
