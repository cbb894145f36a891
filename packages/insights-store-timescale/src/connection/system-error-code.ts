/** The code of an error of the operating system or of Node, e.g. `ENOENT`; null where it has none. */
export const systemErrorCode = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
