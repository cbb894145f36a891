/** A stretch of a word: its text unquoted, and where the next begins. */
export interface QuotedPiece {
  readonly text: string
  readonly end: number
}
