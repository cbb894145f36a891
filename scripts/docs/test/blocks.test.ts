import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keepArtefact } from '../../test-artefacts.ts'
import { timescaleAvailable } from '../../test-database.ts'
import { type DocPage, docPages, repositoryRoot } from '../blocks/doc-pages.ts'
import type { FencedBlock } from '../blocks/fenced-block.ts'
import { isKnown, isRun, PARSED } from '../blocks/languages.ts'
import { isListed, NOT_RUN_FILE, names, readNotRun } from '../blocks/not-run.ts'
import { makePageFolder, makeProjectFolder, writePageFiles } from '../blocks/page-folder.ts'
import { needsDatabase } from '../blocks/page-script.ts'
import { runPage } from '../blocks/run-page.ts'
import { tsModules } from '../blocks/ts-module.ts'

const pages = docPages()
const notRun = readNotRun()
const place = ({ path }: DocPage, { line }: FencedBlock) => `${path}:${line}`
const project = mkdtempSync(join(tmpdir(), 'host-insights-docs-'))
const folderOf = ({ path }: DocPage) => join(project, path.replaceAll('/', '--'))

beforeAll(() => {
  makeProjectFolder(project)
  for (const page of pages) makePageFolder(folderOf(page))
})
afterAll(() => rmSync(project, { recursive: true, force: true }))

describe(`the list of blocks that are not run, ${NOT_RUN_FILE}`, () => {
  test('has at most ten, each with a reason', () => {
    expect(notRun.length).toBeLessThanOrEqual(10)
    for (const { reason } of notRun) expect(reason.length).toBeGreaterThan(20)
  })

  test('names no block that is not there, and each only once', () => {
    const found = notRun.map((entry) =>
      pages.flatMap((page) => page.blocks.filter((block) => names(entry, page, block))),
    )
    expect(notRun.filter((_, index) => found[index]?.length !== 1)).toEqual([])
  })
})

test('every block is in a language that is run or parsed, or is on the list', () => {
  const unknown = pages.flatMap((page) =>
    page.blocks
      .filter((block) => !isKnown(block) && !isListed(notRun, page, block))
      .map((block) => `${place(page, block)}: ${block.language}`),
  )
  expect(unknown).toEqual([])
})

test('every block of JSON and YAML parses', () => {
  const wrong = pages.flatMap((page) =>
    page.blocks.flatMap((block) => {
      try {
        PARSED[block.language]?.(block.text)
        return []
      } catch (error) {
        return [`${place(page, block)}: ${String(error)}`]
      }
    }),
  )
  expect(wrong).toEqual([])
})

test('every block of TypeScript compiles, against the packages as built', async () => {
  for (const page of pages) {
    writePageFiles(
      folderOf(page),
      tsModules(page.blocks).map(({ file, source }) => ({ name: file, text: source })),
    )
  }
  writeFileSync(
    join(project, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        target: 'es2023',
        lib: ['es2024', 'dom', 'esnext.disposable'],
        module: 'nodenext',
        types: ['node'],
        strict: true,
        noUncheckedIndexedAccess: true,
        allowImportingTsExtensions: true,
        noEmit: true,
        skipLibCheck: true,
      },
      include: ['*/**/*.ts'],
      exclude: ['**/node_modules', '*/packages', '*/scripts', '*/examples'],
    }),
  )
  const compiler = promisify(execFile)(
    process.execPath,
    [join(repositoryRoot, 'node_modules/typescript-7/bin/tsc'), '-p', project],
    { encoding: 'utf8' },
  )
  const { code, stdout } = await compiler.then(
    ({ stdout: printed }) => ({ code: 0, stdout: printed }),
    (error: { code: number; stdout: string }) => error,
  )
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
})

describe.concurrent('the blocks of', () => {
  const withCode = pages.filter((page) =>
    page.blocks.some((block) => isRun(block) && !isListed(notRun, page, block)),
  )
  test.for(withCode.map((page) => [page.path, page] as const))('%s run', async ([, page], context) => {
    if (needsDatabase(page) && !timescaleAvailable()) context.skip()
    const { exitCode, line, output } = await runPage(page, folderOf(page), (block) =>
      isListed(notRun, page, block),
    )
    keepArtefact('docs.log', output)
    expect(exitCode === 0 ? '' : `${page.path}:${line} failed:\n${output.slice(-4_000)}`).toBe('')
  })
})
