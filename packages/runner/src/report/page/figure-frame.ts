import type { CalendarDate } from 'insights-transform'

/** What the charts of one account or listing have in common. */
export interface FigureFrame {
  /** Begins the names of all elements. */
  readonly id: string
  /** The Sundays from the first to the last. */
  readonly weeks: readonly CalendarDate[]
  /** The newest day on which numbers were read. */
  readonly today: CalendarDate
  /** The first night that can still grow. */
  readonly growingFrom: CalendarDate
}
