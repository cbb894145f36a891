/** Something that the demo's script makes happen, checked against the simulator's request log and the store. */
export interface ScriptedEvent {
  /** For machines. */
  readonly event: string
  readonly title: string
  readonly happened: boolean
  /** What was found, with its numbers: the story where it happened, the clue where it did not. */
  readonly story: string
}
