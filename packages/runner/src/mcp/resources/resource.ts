/** A text that an assistant may read. */
export interface McpResource {
  readonly name: string
  readonly uri: string
  readonly title: string
  readonly description: string
  /** Markdown. */
  readonly text: () => string
}
