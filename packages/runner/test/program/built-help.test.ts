import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, expect, it } from 'vitest'
import { pageAskedFor, renderHelpPage } from '../../src/program/help-page.ts'
import { recordHelp } from '../../src/program/record-help.ts'
import { CliFolder } from '../cli/cli-folder.ts'

const folder = new CliFolder()
afterAll(() => folder[Symbol.dispose]())

const BUILT = new URL('../../dist/program/help/', import.meta.url)

it('the build has written every page down as the program is now', () => {
  const built = readdirSync(BUILT).map((file): [string, unknown] => [
    file.replace(/\.json$/, ''),
    JSON.parse(readFileSync(new URL(file, BUILT), 'utf8')),
  ])
  expect(new Map(built)).toEqual(recordHelp())
})

it('and the command prints them, 100 columns wide on a pipe', async () => {
  for (const argv of [['--help'], ['help', 'accounts', 'add'], []]) {
    const { code, stdout, stderr } = await folder.spawn(argv)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toBe(renderHelpPage(recordHelp().get(pageAskedFor(argv) ?? '') ?? [], 100))
  }
})
