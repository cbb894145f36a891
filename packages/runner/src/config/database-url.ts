const POSTGRES_URL = /^postgres(?:ql)?(?:\+[a-z0-9_]+)?:(?=\/\/)/i

/**
 * Whether a text is a PostgreSQL URL. SQLAlchemy's `postgresql+psycopg2://`, as the Python system writes it, is one;
 * the store drops the driver's name.
 */
export function isDatabaseUrl(text: string): boolean {
  return POSTGRES_URL.test(text) && URL.canParse(text.replace(POSTGRES_URL, 'postgres:'))
}
