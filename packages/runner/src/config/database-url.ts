const POSTGRES_URL = /^postgres(?:ql)?(?:\+[a-z0-9_]+)?:\/\//i

/**
 * Whether a text is meant as a PostgreSQL URL; SQLAlchemy's `postgresql+psycopg2://`, as the Python system writes it, is
 * one. What is wrong with the rest of it the store says, with the remedy: it reads URLs as libpq does, and Node's parser
 * does not.
 */
export function isDatabaseUrl(text: string): boolean {
  return POSTGRES_URL.test(text)
}
