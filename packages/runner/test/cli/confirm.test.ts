import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { confirm } from '../../src/cli/confirm.ts'
import { Redactor } from '../../src/output/redactor.ts'
import { CollectingStream } from '../output/collecting-stream.ts'

const ask = async (answer: string, { isTTY = true, signal = new AbortController().signal } = {}) => {
  const stdin = Object.assign(new PassThrough(), { isTTY })
  const stderr = new CollectingStream({ isTTY })
  if (answer !== '') stdin.write(answer)
  const result = await confirm('Remove it?', {
    stdin,
    stderr,
    stdout: new CollectingStream(),
    environment: {},
    cwd: '.',
    signal,
    redactor: new Redactor(),
    outcome: { exitCode: 0, documentPrinted: false, showsStack: false },
  })
  return { result, asked: stderr.text }
}

it.each([
  ['y\n', 'yes'],
  ['YES\n', 'yes'],
  ['n\n', 'no'],
  ['\n', 'no'],
  ['maybe\n', 'no'],
])('%j is %s', async (answer, expected) => {
  const { result, asked } = await ask(answer)
  expect(result).toBe(expected)
  expect(asked).toContain('Remove it? [y/N] ')
})

it('asks nothing where there is no terminal', async () => {
  expect(await ask('y\n', { isTTY: false })).toEqual({ result: 'unasked', asked: '' })
})

it('gives up on Ctrl-C', async () => {
  await expect(ask('\u0003')).rejects.toMatchObject({ name: 'AbortError' })
  await expect(ask('', { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' })
})
