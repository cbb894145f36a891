/** Whether a text is, as far as it goes, a recording of requests. */
export function isHar(text: string): boolean {
  return /^\s*\{\s*"log"\s*:\s*\{/.test(text)
}
