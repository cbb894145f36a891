/** So many of a kind at a time. */
export class Slots {
  #free: number

  constructor(count: number) {
    this.#free = count
  }

  /** Takes one, to be given back once; undefined where none is free. */
  take(): Disposable | undefined {
    if (this.#free === 0) return undefined
    this.#free -= 1
    let taken = true
    return {
      [Symbol.dispose]: () => {
        if (taken) this.#free += 1
        taken = false
      },
    }
  }
}
