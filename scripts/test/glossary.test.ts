import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { codesIn, tableBelow } from './support/markdown-table.ts'
import { trackedFiles, workspaceRoot } from './support/workspace.ts'

const read = (path: string) => readFileSync(join(workspaceRoot, path), 'utf8')
const words = tableBelow(read('docs/glossary.md'), 'Glossary')
const reports = trackedFiles().filter((file) => /^packages\/[^/]+\/api\/.*\.api\.md$/.test(file))

/** The names that a report of the public API has: of exports, members and arguments. */
const namesIn = (report: string) => new Set(read(report).match(/\b[A-Za-z_]\w*/g))

const asWritten = (name: string) =>
  new RegExp(`(?:^|[^a-z])${name}|${name[0]?.toUpperCase()}${name.slice(1)}`)

test('there are words and names to hold against each other', () => {
  expect(words.length).toBeGreaterThan(20)
  expect(reports.length).toBeGreaterThan(5)
})

describe.each(reports)('the names in %s', (report) => {
  const names = [...namesIn(report)]

  test('are none that the glossary knows another word for', () => {
    const never = words.flatMap(({ never: others = '' }) => codesIn(others))
    expect(never.length).toBeGreaterThan(20)
    expect(names.filter((name) => never.some((other) => asWritten(other).test(name)))).toEqual([])
  })

  test('call an id an id: accountId, listingId and runId, never the bare word', () => {
    const ids = read(report).match(
      /^.*\b(?:account|listing|run)\??: (?:string|readonly string\[\])[;,)].*$/gm,
    )
    expect(ids ?? []).toEqual([])
  })
})

test('every name of the glossary is exported somewhere', () => {
  const all = new Set(reports.flatMap((report) => [...namesIn(report)]))
  const named = words
    .flatMap(({ 'what it is': text = '' }) => codesIn(text))
    .filter((name) => /^[a-z]+[A-Z]\w+$/.test(name))
  expect(named.length).toBeGreaterThan(5)
  expect(named.filter((name) => !all.has(name))).toEqual([])
})
