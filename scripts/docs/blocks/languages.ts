import { parseAllDocuments } from 'yaml'
import type { FencedBlock } from './fenced-block.ts'

/** Blocks of these are run, in the order of their page. */
const RUN = ['ts', 'sh', 'sql'] as const

/** Blocks of these are no code: what a program prints, a picture made of characters. */
const NO_CODE = ['', 'text'] as const

/** Blocks of these are parsed; `continues` in SQL needs nothing, each statement stands alone. */
export const PARSED: Readonly<Record<string, (text: string) => void>> = {
  json: (text) => void JSON.parse(text),
  yaml: (text) => {
    for (const { errors } of parseAllDocuments(text)) if (errors[0] !== undefined) throw errors[0]
  },
}

/** Whether a block is run. */
export function isRun({ language }: FencedBlock): boolean {
  return RUN.some((name) => name === language)
}

/** Whether something is known to be done with a block of this language. */
export function isKnown({ language }: FencedBlock): boolean {
  return [...RUN, ...NO_CODE, ...Object.keys(PARSED)].includes(language)
}
