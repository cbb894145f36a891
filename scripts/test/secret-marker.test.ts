import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findLeaks, secretMarker } from '../secret-marker.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'host-insights-leaks-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

test('finds a secret in any file below a folder and says where, without repeating it', () => {
  mkdirSync(join(folder, 'kept'))
  writeFileSync(join(folder, 'vitest.log'), 'all well\n')
  writeFileSync(join(folder, 'kept', 'cli.log'), `one\ncookie: a=${secretMarker}-1\n`)
  expect(findLeaks(folder)).toEqual([{ file: join(folder, 'kept', 'cli.log'), line: 2 }])
})

test('finds a secret that colours cut in two', () => {
  const [head, tail] = [secretMarker.slice(0, 3), secretMarker.slice(3)]
  writeFileSync(join(folder, 'vitest.log'), `\u001B[31m${head}\u001B[39m${tail}`)
  expect(findLeaks(folder)).toHaveLength(1)
})

test('finds nothing in clean output', () => {
  writeFileSync(join(folder, 'vitest.log'), 'sim secret, sim-secret\n')
  expect(findLeaks(folder)).toEqual([])
})
