/** What the clients of one session leave behind in it, each of which has a number. */
export class SharedSession {
  /** Whose the statement without a name is; undefined where there is none. */
  unnamedOf: number | undefined
  /** Whose settings it has. */
  settingsOf: number | undefined
  /** Whether its settings are those that it began with. */
  isPlain = true

  /** It was begun anew. */
  begin(): void {
    this.unnamedOf = undefined
    this.settingsOf = undefined
    this.isPlain = true
  }
}
