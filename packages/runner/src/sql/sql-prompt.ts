import { createInterface } from 'node:readline'
import type { SqlSession } from 'insights-store-timescale'
import { describeError } from '../cli/describe-error.ts'
import { describeRelation, LIST_RELATIONS } from './describe-relations.ts'
import { runStatement } from './run-statement.ts'
import { splitStatements } from './split-statements.ts'
import type { SqlInvocation, SqlRequest } from './sql-request.ts'

const HELP = [
  'A statement ends with a semicolon and may go over several lines.',
  '  \\d          what there is to read, with what it means',
  '  \\d NAME     the columns of a view, function or table',
  '  \\?          this help',
  '  \\q          leave (also Ctrl-D)',
  'Ctrl-C ends a statement that takes too long, or drops what was typed.',
].join('\n')

const FIRST = 'insights=> '
const NEXT = 'insights-> '

/** Reads statements from a terminal until the reader leaves. What fails is told, and the prompt goes on. */
export async function sqlPrompt(
  session: SqlSession,
  request: SqlRequest,
  invocation: SqlInvocation,
): Promise<void> {
  const { output, context } = invocation
  const lines = createInterface({
    input: context.stdin,
    output: context.stdout,
    terminal: true,
    prompt: FIRST,
    historySize: 1000,
  })
  output.remark(
    `${request.write ? 'Statements are committed when they have run.' : 'Read-only.'} \\d lists what there is, \\? helps, \\q leaves.`,
  )
  let typed = ''
  let running: AbortController | undefined
  const prompt = (): void => {
    lines.setPrompt(typed === '' ? FIRST : NEXT)
    lines.prompt()
  }
  const tell = async (error: unknown): Promise<void> => {
    const { message, hint } = await describeError(error, { cancelled: running?.signal.aborted === true })
    output.remark(`${output.remarkStyle('bad', '✗')} ${message}`)
    if (hint !== undefined) output.remark(`${output.remarkStyle('quiet', '→')} ${hint}`)
  }
  const run = async (statement: string): Promise<void> => {
    running = new AbortController()
    try {
      const signal = AbortSignal.any([running.signal, context.signal])
      await runStatement(session, statement, request, invocation, signal)
    } catch (error) {
      await tell(error)
    } finally {
      running = undefined
    }
  }
  const take = async (line: string): Promise<boolean> => {
    const command = line.trim()
    if (typed === '' && /^(?:\\q|quit|exit);?$/i.test(command)) return false
    if (typed === '' && /^(?:\\[?h]|help);?$/i.test(command)) output.remark(HELP)
    else if (typed === '' && command.startsWith('\\')) {
      const [, name] = /^\\d\w*(?:\s+"?(.+?)"?;?)?$/.exec(command) ?? []
      if (!command.startsWith('\\d')) output.remark(HELP)
      else await run(name === undefined ? LIST_RELATIONS : describeRelation(name))
    } else {
      const { statements, rest } = splitStatements(`${typed}${line}\n`)
      typed = rest
      for (const statement of statements) await run(statement)
    }
    return true
  }
  await new Promise<void>((resolve) => {
    let queue: Promise<void> = Promise.resolve()
    let isLeaving = false
    const inTurn = async (before: Promise<void>, line: string): Promise<void> => {
      await before
      if (isLeaving) return
      isLeaving = !(await take(line))
      if (isLeaving) lines.close()
      else prompt()
    }
    lines.on('line', (line) => {
      queue = inTurn(queue, line)
    })
    lines.on('SIGINT', () => {
      if (running !== undefined) {
        running.abort()
        return
      }
      typed = ''
      output.remark('')
      lines.write(null, { ctrl: true, name: 'u' })
      prompt()
    })
    context.signal.addEventListener('abort', () => lines.close(), { once: true })
    lines.on('close', () => void queue.then(resolve))
    prompt()
  })
  context.signal.throwIfAborted()
}
