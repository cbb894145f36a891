import { webRequestsOf } from '../powershell/web-requests.ts'
import type { CopiedRequest } from '../request/copied-request.ts'
import { commandWords } from './command-words.ts'
import { requestsOfCurl } from './curl-request.ts'

/** The requests of a cURL command; in PowerShell of old, `curl` is another name of `Invoke-WebRequest`. */
export function curlRequests(command: string): CopiedRequest[] {
  if (/\s-(?:Headers|WebSession|UseBasicParsing|Uri)\b/i.test(command) && !/\s-H\s/.test(command)) {
    return webRequestsOf(command)
  }
  const { words, whole } = commandWords(command)
  return requestsOfCurl(words.slice(1), whole)
}
