/**
 * Text as PostgreSQL can hold it: U+0000, which no column takes, becomes U+FFFD, and so does half a surrogate
 * pair, which `jsonb` refuses. Names and error bodies come from the network, a message may be cut in the
 * middle of a character, and one odd character must not fail a listing's commit.
 */
export const storableText = (text: string): string => text.toWellFormed().replaceAll('\u0000', '\uFFFD')

/** {@link storableText} of what may be absent. */
export const storableTextOrNull = (text: string | null | undefined): string | null =>
  text === null || text === undefined ? null : storableText(text)
