import type { Output } from '../output/output.ts'
import { paragraph } from '../output/paragraph.ts'
import { outcomeColumns } from '../sync/outcome/outcome-columns.ts'
import type { DemoSync } from './demo-sync.ts'
import type { NextStep } from './next-steps.ts'
import type { ScriptedEvent } from './scripted-event.ts'

/** Lines longer than this are hard to read, however wide the terminal is. */
const WIDEST = 92

/** Tells the demo's story on stdout, in blocks with a blank line between them; silent with `--json`. */
export class Narrator {
  readonly #output: Output
  #blocks = 0
  #chapters = 0

  constructor(output: Output) {
    this.#output = output
  }

  /** Begins a numbered chapter. */
  chapter(title: string): void {
    this.#block(this.#output.style('strong', `${String(++this.#chapters)}. ${title}`))
  }

  /** Tells something. */
  tell(text: string): void {
    this.#block(this.#paragraph(text))
  }

  /** Leaves room before lines that come from elsewhere. */
  gap(): void {
    this.#output.print()
  }

  /** Shows command lines to type, each with what it is for. */
  commands(steps: readonly NextStep[]): void {
    const { style } = this.#output
    this.#block(
      steps
        .map(({ command, purpose }) => `  ${style('quiet', `# ${purpose}`)}\n  ${style('accent', command)}`)
        .join('\n'),
    )
  }

  /** Shows what came of a sync. */
  async results({ reports, leftLines }: DemoSync): Promise<void> {
    if (leftLines) this.gap()
    await this.#output.table(reports, outcomeColumns(this.#output.width, reports))
  }

  /** Tells of something that was to happen, and whether it did. */
  event({ title, happened, story }: ScriptedEvent): void {
    const { style } = this.#output
    const mark = happened ? style('good', '✓') : style('bad', '✗')
    const verdict = happened ? '' : style('bad', ' (did not happen as it should)')
    this.#block(`${mark} ${style('strong', title)}${verdict}\n${this.#paragraph(story, '  ')}`)
  }

  #paragraph(text: string, indent = ''): string {
    return paragraph(text, { width: Math.min(WIDEST, this.#output.width ?? WIDEST), indent })
  }

  #block(text: string): void {
    if (this.#blocks++ > 0) this.#output.print()
    this.#output.print(text)
  }
}
