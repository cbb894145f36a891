/** The code of a failed system call (`ENOENT`), or the error in words where it has none. */
export function systemErrorText(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
