import { expect, test } from 'vitest'
import { fencedBlocks } from '../blocks/fenced-block.ts'

const page = `# Title

\`\`\`ts file=views.ts
const a = 1
\`\`\`

<!--
\`\`\`sh
export A=1
\`\`\`
-->

1. a step

   \`\`\`sh
   echo "$A"
   \`\`\`

\`\`\`ts continues
a + 1
\`\`\`
`

test('finds blocks in text, lists and comments, with what their info strings say', () => {
  expect(fencedBlocks(page)).toEqual([
    { language: 'ts', text: 'const a = 1\n', line: 3, hidden: false, continues: false, file: 'views.ts' },
    { language: 'sh', text: 'export A=1\n', line: 8, hidden: true, continues: false, file: undefined },
    { language: 'sh', text: 'echo "$A"\n', line: 15, hidden: false, continues: false, file: undefined },
    { language: 'ts', text: 'a + 1\n', line: 19, hidden: false, continues: true, file: undefined },
  ])
})

test('a comment without a block holds none', () => {
  expect(fencedBlocks('<!-- nothing here -->\n')).toEqual([])
})
