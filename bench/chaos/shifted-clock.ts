// Loaded before the command line: its clock is ahead by CHAOS_CLOCK_MS, from CHAOS_CLOCK_AFTER_MS after its start on.
const ahead = Number(process.env['CHAOS_CLOCK_MS'])
const after = Number(process.env['CHAOS_CLOCK_AFTER_MS'])
const { now } = Date
const RealDate = Date
const shifted = (): number => (performance.now() < after ? now() : now() + ahead)

class ShiftedDate extends RealDate {
  constructor(...args: [] | [number | string]) {
    if (args.length === 0) super(shifted())
    else super(args[0])
  }
  static override now(): number {
    return shifted()
  }
}
Object.defineProperty(globalThis, 'Date', { value: ShiftedDate })
