import { expect, test } from 'vitest'
import { fencedBlocks } from '../blocks/fenced-block.ts'
import { tsModules } from '../blocks/ts-module.ts'

const fence = '```'

test('hidden set-up and what continues it make one module with the block between them', () => {
  const page = `<!--\n${fence}ts\nconst a = 1\n${fence}\n-->\n\n${fence}ts\nlet b = a\n${fence}\n\n${fence}ts continues\nb += 1\n${fence}\n\n${fence}ts\nexport const c = 3\n${fence}\n`
  const modules = tsModules(fencedBlocks(page))
  expect(modules.map(({ blocks }) => blocks.map(({ text }) => text.trim()))).toEqual([
    ['const a = 1', 'let b = a', 'b += 1'],
    ['export const c = 3'],
  ])
})

test("a module's lines are the page's", () => {
  const [module] = tsModules(fencedBlocks(`# Title\n\n${fence}ts\nconst a = 1\n${fence}\n`))
  expect(module?.source.split('\n').indexOf('const a = 1')).toBe(3)
})
