/** Who may use something that serves one at a time, in the order in which they came. */
export class Turns<Who> {
  #holder: Who | undefined
  readonly #waiting: { readonly who: Who; readonly turn: PromiseWithResolvers<boolean> }[] = []

  /** Whose turn it is. */
  get holder(): Who | undefined {
    return this.#holder
  }

  /** Waits for one's turn; harmless for whoever has it. Gives false where one has left meanwhile. */
  async take(who: Who): Promise<boolean> {
    if (this.#holder === undefined || this.#holder === who) {
      this.#holder = who
      return true
    }
    const turn = Promise.withResolvers<boolean>()
    this.#waiting.push({ who, turn })
    return await turn.promise
  }

  /** Lets the next one in. */
  pass(who: Who): void {
    if (this.#holder !== who) return
    const next = this.#waiting.shift()
    this.#holder = next?.who
    next?.turn.resolve(true)
  }

  /** Takes somebody out of those who wait. */
  leave(who: Who): void {
    for (let index = this.#waiting.length - 1; index >= 0; index -= 1) {
      if (this.#waiting[index]?.who !== who) continue
      const [left] = this.#waiting.splice(index, 1)
      left?.turn.resolve(false)
    }
  }
}
