/** The reason of a signal that makes a sync give its run back: not cancelled, but left for another to go on with. */
export class RunReleased extends Error {
  override readonly name = 'RunReleased'

  constructor() {
    super('This process leaves: the run is given back, and goes on where it was.')
  }
}
