import { fieldsOf } from '../../json-object.ts'
import { type CopiedRequest, copiedRequest } from '../request/copied-request.ts'
import { withStraightQuotes } from '../text/straight-quotes.ts'
import { afterBlanks, readLiteral } from './script-literal.ts'

const CALL = /(?<![\w$.])fetch\s*\(\s*(?=["'`‘’‚‛“”„‟])/g
const CURLED = /^fetch\s*\(\s*[‘’‚‛“”„‟]/

/** Where calls of `fetch` begin in a text. */
export function fetchStarts(text: string): number[] {
  return Array.from(text.matchAll(CALL), ({ index }) => index)
}

/**
 * The request of a call of `fetch`, as Chrome and Firefox copy it.
 *
 * @param call - begins with its word `fetch`
 */
export function fetchCalls(call: string): CopiedRequest[] {
  const script = withStraightQuotes(call, CURLED)
  const url = readLiteral(script, script.indexOf('(') + 1)
  if (url === null) return [copiedRequest({ form: 'fetch', whole: false })]
  const named = { form: 'fetch', url: String(url.value) } as const
  const comma = afterBlanks(script, url.end)
  if (script.charAt(comma) === ')') return [copiedRequest(named)]
  const options = script.charAt(comma) === ',' ? readLiteral(script, comma + 1) : null
  const isClosed = options !== null && /^\s*,?\s*\)/.test(script.slice(options.end, options.end + 100))
  if (!isClosed) return [copiedRequest({ ...named, whole: false })]
  const { headers, body } = fieldsOf(options.value)
  const lowered = Object.entries(fieldsOf(headers)).map(
    ([name, value]) => [name.toLowerCase(), String(value)] as const,
  )
  return [
    copiedRequest({
      ...named,
      headers: new Map(lowered.filter(([name]) => name !== 'cookie')),
      cookie: lowered.find(([name]) => name === 'cookie')?.[1] ?? '',
      body: typeof body === 'string' ? body : null,
    }),
  ]
}
