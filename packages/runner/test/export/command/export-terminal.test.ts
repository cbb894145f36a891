import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Redactor } from '../../../src/output/redactor.ts'
import { runCli } from '../../../src/program/run-cli.ts'
import { CliFolder } from '../../cli/cli-folder.ts'
import { CollectingStream } from '../../output/collecting-stream.ts'
import { fillFolder } from './exported-rows.ts'

const folder = new CliFolder()
beforeAll(() => fillFolder(folder))
afterAll(() => folder[Symbol.dispose]())

const onTerminal = async (args: readonly string[], terminal: { stdout: boolean; stderr: boolean }) => {
  const stdout = new CollectingStream({ isTTY: terminal.stdout })
  const stderr = new CollectingStream({ isTTY: terminal.stderr })
  const code = await runCli(['export', ...args], {
    stdin: Readable.from([]),
    stdout,
    stderr,
    environment: { NO_COLOR: '1', HOME: folder.path },
    cwd: folder.path,
    signal: new AbortController().signal,
    redactor: new Redactor(),
    outcome: { exitCode: 0, documentPrinted: false, showsStack: false },
  })
  return { code, stdout: stdout.text, stderr: stderr.text }
}

it('shows no binary on a terminal, and says how to get a file', async () => {
  const { code, stdout, stderr } = await onTerminal(['chart_query', '--format', 'parquet'], {
    stdout: true,
    stderr: true,
  })
  expect(stderr).toMatch(/^airbnb-insights: [^\n]*binary[^\n]*--output FILE[^\n]*\n$/)
  expect([code, stdout]).toEqual([2, ''])
})

it('shows how far it is while it writes a file', async () => {
  const { code, stderr } = await onTerminal(['chart_query', '-o', 'rows.csv'], { stdout: true, stderr: true })
  expect(stderr).toMatch(/\d rows, \d+ bytes, [\d,]+ rows\/s, account 1 of 2/)
  expect(code).toBe(0)
})

it('says at the end what went into a pipe', async () => {
  const { stdout, stderr } = await onTerminal(['chart_query'], { stdout: false, stderr: true })
  expect(stderr).toMatch(/9 rows of chart_query, [\d.]+ kB, in \d+ ms\n$/)
  expect(stdout).not.toContain('rows/s')
})

it('writes nothing but the rows where they go to the terminal', async () => {
  const { stderr } = await onTerminal(['chart_query'], { stdout: true, stderr: true })
  expect(stderr).toBe('')
})
