import { afterAll, expect, it } from 'vitest'
import { CliFolder } from '../cli/cli-folder.ts'

const folder = new CliFolder()
afterAll(() => folder[Symbol.dispose]())

/** Of the parts that are loaded when they are wanted, none can be: neither those that do nor those that tell. */
const DAMAGED = `
import { registerHooks } from 'node:module'
registerHooks({
  load(url, context, next) {
    if (/\\/program\\/(?!start|main|chunk)/.test(url)) throw new Error('it is damaged')
    return next(url, context)
  },
})`

it('a program whose parts cannot be loaded says so, and ends', async () => {
  const { code, stdout, stderr } = await folder.spawn(['accounts', 'list'], {
    env: { NODE_OPTIONS: `--import "data:text/javascript,${encodeURIComponent(DAMAGED)}"` },
  })
  expect(stderr).toBe(
    'airbnb-insights: it is damaged\n→ If a part of the program is missing or damaged, install it again.\n',
  )
  expect([code, stdout]).toEqual([1, ''])
})
