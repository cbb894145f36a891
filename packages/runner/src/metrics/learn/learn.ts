import { resolve } from 'node:path'
import { isInvalidArgumentError } from 'airbnb-insights-client'
import { type CaptureFindings, learnFromCapture } from 'airbnb-insights-client/captures'
import type { Invocation } from '../../cli/define-action.ts'
import { textOption } from '../../cli/option-values.ts'
import { writeWholeFile } from '../../cli/part-file.ts'
import { readInput } from '../../cli/read-input.ts'
import type { ExitCode } from '../../output/exit-code.ts'
import { formatBytes, formatQuantity } from '../../output/format.ts'
import type { Output } from '../../output/output.ts'
import { UsageError } from '../../output/runner-error.ts'
import { VERSION } from '../../output/version.ts'
import type { LearnDocument } from './learn-document.ts'
import { printFindings } from './print-findings.ts'
import { sampleText } from './sample-text.ts'

/** Reads a capture, prints what it says of the API, and writes the sample where it is wanted. */
export async function learn(invocation: Invocation<never>): Promise<ExitCode> {
  const { args, options, output, context } = invocation
  const [file = ''] = args
  const sampleFile = sampleFileOf(textOption(options, 'sample'), output.json)
  const findings = await learnFrom(file, invocation)
  const sample = sampleText(findings.sample)
  if (sampleFile === '-') {
    context.stdout.write(sample)
    return 0
  }
  const path = sampleFile === undefined ? null : resolve(context.cwd, sampleFile)
  const bytes = path === null ? 0 : await writeWholeFile(path, sampleFile ?? '', sample, '--sample')
  output.document(documentOf(findings, sample, path))
  await printFindings(findings, output)
  if (path === null) {
    output.print(`\n${output.style('strong', 'Sample')}, with nothing of yours in it:\n`)
    output.print(sample.trimEnd())
  } else {
    output.print(
      `\n${output.style('good', '✓')} ${sampleFile ?? ''} (${formatBytes(bytes)}): the sample, with nothing of yours in it`,
    )
  }
  tellRest(findings, output)
  return 0
}

async function learnFrom(file: string, { context }: Invocation<never>): Promise<CaptureFindings> {
  if (file === '-' && context.stdin.isTTY === true) {
    throw new UsageError(
      '<file>: given "-" with nothing piped in, allowed: the path of a HAR file, or - for stdin',
    )
  }
  try {
    return await learnFromCapture(readInput(file, '<file>', context))
  } catch (error) {
    if (!isInvalidArgumentError(error)) throw error
    throw new UsageError(`${file === '-' ? 'stdin' : file}: ${error.message}`, { cause: error })
  }
}

function sampleFileOf(given: string | undefined, json: boolean): string | undefined {
  if (given === '') throw new UsageError('--sample: given "", allowed: the path of a file, or - for stdout')
  if (given === '-' && json) {
    throw new UsageError(
      '--sample: given "-" together with --json, whose document holds the sample, allowed: the path of a file',
    )
  }
  return given
}

function documentOf(
  { sample: exchanges, ...findings }: CaptureFindings,
  sample: string,
  path: string | null,
): LearnDocument {
  return { version: VERSION, ...findings, sampleExchanges: exchanges.length, sample, sampleFile: path }
}

const WITH_BODIES =
  'reload the page with the network panel open and save before you leave it; in Safari, look at each answer once before you export'

/** What to do next. */
function tellRest({ requests, unknown, leftOut }: CaptureFindings, output: Output): void {
  const { withoutBody, answers, refused } = requests
  if (withoutBody > 0) {
    output.warn(
      `${formatQuantity(withoutBody, 'answer')} without a body: the browser left them out. To have them: ${WITH_BODIES}.`,
    )
  }
  if (answers > 0 && refused >= answers) {
    output.warn('Every answer is a refusal: sign in to Airbnb, see the numbers on the page, and record anew.')
  }
  if (leftOut > 0)
    output.warn(
      `${formatQuantity(leftOut, 'more different thing')} were left out: this is no recording of a host's pages.`,
    )
  const arrow = output.remarkStyle('quiet', '→')
  if (unknown.length > 0) {
    output.remark(
      `${arrow} Look through the sample and put it into an issue of the project: what is new there is kept as it came, and can have words and columns of its own.`,
    )
  } else output.remark(`${arrow} All of it is known to this version: no issue is needed.`)
  output.remark(`${arrow} Delete the HAR file: it may hold your session.`)
}
