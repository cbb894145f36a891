import { expect, it } from 'vitest'
import { commandName } from '../../src/demo/command-name.ts'

it.each([
  ['/srv/app/node_modules/.bin/airbnb-insights', '/srv/app', 'airbnb-insights'],
  ['/srv/clone/packages/runner/dist/bin.js', '/srv/clone', 'node packages/runner/dist/bin.js'],
  ['/srv/clone/packages/runner/dist/bin.js', '/srv/other', 'node /srv/clone/packages/runner/dist/bin.js'],
  [undefined, '/srv', 'airbnb-insights'],
])('started as %s in %s it is called %s', (script, cwd, name) => {
  expect(commandName(script, cwd)).toBe(name)
})
