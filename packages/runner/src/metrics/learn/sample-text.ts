import type { SampleExchange } from 'airbnb-insights-client/captures'
import { VERSION } from '../../output/version.ts'

const NOTE =
  'Ids, numbers and days are made up, texts are hidden, and lists are cut to elements of different forms. What is left are words of the API.'

/** Objects and lists that fit into a line of so many characters stand on one. */
const WIDTH = 200

/** The sample as JSON that somebody can look through, with a line end. */
export function sampleText(exchanges: readonly SampleExchange[]): string {
  const madeBy = `airbnb-insights ${VERSION} metrics learn`
  return `${laidOut({ made_by: madeBy, note: NOTE, exchanges }, '')}\n`
}

/** JSON like that of `JSON.stringify`, but that what is small stands on one line. */
function laidOut(value: unknown, indent: string): string {
  const short = JSON.stringify(value)
  if (typeof value !== 'object' || value === null) return short
  if (short.length <= WIDTH) return short
  const inner = `${indent}  `
  if (Array.isArray(value)) {
    return `[\n${value.map((one) => inner + laidOut(one, inner)).join(',\n')}\n${indent}]`
  }
  const lines = Object.entries(value).map(
    ([key, one]) => `${inner}${JSON.stringify(key)}: ${laidOut(one, inner)}`,
  )
  return `{\n${lines.join(',\n')}\n${indent}}`
}
