import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeDemoFolder } from '../../src/demo/demo-folder.ts'
import { isUsageError } from '../../src/output/runner-error.ts'

let cwd: string
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'airbnb-insights-test-'))
})
afterEach(() => {
  rmSync(cwd, { recursive: true })
})

describe('makeDemoFolder', () => {
  it('makes a fresh one each time, and touches nothing in the working folder', async () => {
    const folders = [await makeDemoFolder(undefined, cwd), await makeDemoFolder(undefined, cwd)]
    expect(new Set(folders).size).toBe(2)
    for (const folder of folders) {
      expect(readdirSync(folder)).toEqual([])
      rmSync(folder, { recursive: true })
    }
    expect(readdirSync(cwd)).toEqual([])
  })

  it('makes the given one, or takes it where it is empty', async () => {
    const folder = await makeDemoFolder('a/demo', cwd)
    expect(folder).toBe(join(cwd, 'a', 'demo'))
    expect(statSync(folder).isDirectory()).toBe(true)
    expect(await makeDemoFolder('a/demo', cwd)).toBe(folder)
  })

  it("refuses a folder that holds something, and what is no folder: it may be somebody's data", async () => {
    writeFileSync(join(cwd, 'file'), 'mine')
    const refused = expect.toSatisfy(isUsageError)
    await expect(makeDemoFolder('.', cwd)).rejects.toEqual(refused)
    await expect(makeDemoFolder('file', cwd)).rejects.toEqual(refused)
  })
})
