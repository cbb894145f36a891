/** A row names another that is not there: here, always an account. */
export const FOREIGN_KEY_VIOLATION = '23503'

/** The SQLSTATE of an error that the database gave, e.g. `23503`; null for anything else. */
export const databaseErrorCode = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
