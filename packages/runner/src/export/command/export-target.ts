/** Where an export goes. Disposed of before it was finished, it leaves nothing that looks like one. */
export interface ExportTarget extends AsyncDisposable {
  /**
   * Writes a piece after those before it.
   *
   * @returns false where nobody wants more: whoever read is gone.
   */
  write(piece: Uint8Array): Promise<boolean>
  /** All is written. */
  finish(): Promise<void>
}
