import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { trackedFiles, workspaceRoot } from './support/workspace.ts'

/** Text files only: a NUL byte marks the others. */
const texts = trackedFiles()
  .map((file) => ({ file, text: readFileSync(join(workspaceRoot, file), 'utf8') }))
  .filter(({ text }) => !text.includes('\0'))

/** `file:line` of every line that the pattern matches. */
function places(pattern: RegExp, among = texts): string[] {
  return among.flatMap(({ file, text }) =>
    text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}`] : [])),
  )
}

const literally = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')

test('git tracks files to look at', () => {
  expect(texts.map(({ file }) => file)).toContain('pnpm-lock.yaml')
})

test('the lock file holds no host: each machine takes its own registry', () => {
  expect(
    places(
      /https?:\/\/|tarball:/,
      texts.filter(({ file }) => file === 'pnpm-lock.yaml'),
    ),
  ).toEqual([])
})

test('no tracked file names a package registry', () => {
  // Written in two parts, so that this file is no finding of its own.
  expect(places(new RegExp(['registry', '(npmjs|yarnpkg|npmmirror)'].join('\\.')))).toEqual([])
})

test('no tracked file names a path of somebody’s machine', () => {
  // At the start of a path only: not inside a URL, a glob or a longer path.
  const start = '(?<![\\w.}/~*-])'
  const own = [workspaceRoot, homedir()].filter((path) => path.length > 1)
  const usual = ['work', 'tmp', 'Users', 'root', 'home'].map((folder) => `/${folder}/`)
  const paths = [...own.map((path) => `${literally(path)}(?![\\w-])`), ...usual]
  expect(places(new RegExp(`${start}(${paths.join('|')})`))).toEqual([])
})
