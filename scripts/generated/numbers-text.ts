import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { workspaceRoot } from '../test/support/workspace.ts'
import type { GeneratedFile } from './generated-files.ts'

const PAGE = 'docs/what-the-numbers-mean.md'
const MODULE = 'packages/runner/src/mcp/resources/what-the-numbers-mean.ts'

/** The page about what the numbers mean as a module, for those who ask the service rather than read its pages. */
export function numbersText(): GeneratedFile {
  const page = readFileSync(join(workspaceRoot, PAGE), 'utf8')
  // Nobody can follow them from there.
  const text = page.replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1')
  const lines = text.split('\n').map((line) => `  ${quoted(line)},`)
  return {
    path: MODULE,
    text: [
      `// Made of ${PAGE} by \`npm run generate\`.`,
      '/** The page about what the numbers mean, as markdown. */',
      'export const WHAT_THE_NUMBERS_MEAN: string = [',
      ...lines,
      "].join('\\n')",
      '',
    ].join('\n'),
  }
}

/** As the formatter writes it: in single quotes, unless double ones take fewer escapes. */
function quoted(line: string): string {
  const inDouble = JSON.stringify(line)
  if (line.includes("'") && !line.includes('"')) return inDouble
  return `'${inDouble.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}
