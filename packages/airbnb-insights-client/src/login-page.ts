import type { PageWords } from './page-words.ts'

const LOGIN_WORD = /\b(?:log[\s_-]?in|sign[\s_-]?in|authenticate)\b/i
const LOGIN_ADDRESS = /\/(?:log[_-]?in|sign[_-]?in|signup_login|authenticate)\b/i
/** The places where a page says what it is for. A link in its navigation is none of them. */
const OWN_ADDRESS = [
  /<form\b[^>]*\saction\s*=\s*["']?([^"'\s>]+)/gi,
  /<link\b[^>]*\brel\s*=\s*["']?canonical\b[^>]*\bhref\s*=\s*["']?([^"'\s>]+)/gi,
  /<meta\b[^>]*\bproperty\s*=\s*["']?og:url\b[^>]*\bcontent\s*=\s*["']?([^"'\s>]+)/gi,
]

/**
 * Whether a page is the one on which one signs in to Airbnb: it is about signing in, and it is Airbnb's. Any other
 * page to sign in on is somebody else's, a hotel's or a company's.
 */
export function isLoginPage({ markup, title }: PageWords): boolean {
  if (!/airbnb/i.test(markup)) return false
  if (LOGIN_WORD.test(title)) return true
  return OWN_ADDRESS.some((pattern) =>
    Array.from(markup.matchAll(pattern)).some(([, address = '']) => LOGIN_ADDRESS.test(address)),
  )
}

/** Whether a path, such as `/login`, leads to a page to sign in on. */
export const isLoginPath = (path: string): boolean => LOGIN_WORD.test(path) || LOGIN_ADDRESS.test(path)
