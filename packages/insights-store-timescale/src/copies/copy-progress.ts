import { linesIn } from './whole-lines.ts'

/** How far a copy has come. */
export interface CopyProgress {
  /** `measuring`: rows are counted and their checksum is taken. `copying`: they are on their way. `checking`: the copy is measured. */
  readonly stage: 'measuring' | 'copying' | 'checking'
  readonly table: string
  /** Rows that are copied, of all tables. */
  readonly done: number
  /** Rows of all tables, as far as they are measured. */
  readonly total: number
}

/** What a table's copy came to. */
export interface CopiedRows {
  readonly table: string
  readonly rows: number
  /** The sum of hashes of its rows, the same on both sides. */
  readonly checksum: string
}

/** Counts the rows that go by, and tells of them. */
export class CopyCounter {
  readonly #tell: (progress: CopyProgress) => void
  #done = 0
  #total = 0

  constructor(tell: (progress: CopyProgress) => void = () => {}) {
    this.#tell = tell
  }

  begin(stage: CopyProgress['stage'], table: string): void {
    this.#tell({ stage, table, done: this.#done, total: this.#total })
  }

  expect(rows: number): void {
    this.#total += rows
  }

  /** Rows that need no copying: they are there. */
  skip(rows: number): void {
    this.#done += rows
  }

  async *count(
    table: string,
    pieces: AsyncIterable<Uint8Array>,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    this.begin('copying', table)
    for await (const piece of pieces) {
      this.#done += linesIn(piece)
      this.begin('copying', table)
      yield piece
    }
  }
}
