import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { commandName } from '../../src/demo/command-name.ts'

it.each([
  ['/srv/app/node_modules/.bin/airbnb-insights', '/srv/app', 'airbnb-insights'],
  ['/srv/app/dist/bin.js', '/srv/app', 'node dist/bin.js'],
  ['/srv/my app/dist/bin.js', '/srv/other', "node '/srv/my app/dist/bin.js'"],
  [undefined, '/srv', 'airbnb-insights'],
])('started as %s in %s it is called %s', (script, cwd, name) => {
  expect(commandName(script, { cwd })).toBe(name)
})

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'airbnb-insights-command-')))
afterAll(() => rmSync(folder, { recursive: true }))
const clone = join(folder, "a host's clone")
const script = join(clone, 'packages/runner/dist/bin.js')
mkdirSync(clone)
writeFileSync(join(clone, 'airbnb-insights'), '')
mkdirSync(join(folder, 'bin'))
symlinkSync(join(clone, 'airbnb-insights'), join(folder, 'bin/airbnb-insights'))

it.each([
  ['its root', clone, '/usr/bin', './airbnb-insights'],
  ['elsewhere', '/usr', '/usr/bin', `'${folder}/a host'\\''s clone/airbnb-insights'`],
  [
    'anywhere, with a link on the path',
    '/usr',
    `/nowhere:${join(folder, 'bin')}:/usr/bin`,
    'airbnb-insights',
  ],
])('in a clone, from %s, it is called so that the shell finds it', (_, cwd, path, name) => {
  expect(commandName(script, { cwd, path })).toBe(name)
})
