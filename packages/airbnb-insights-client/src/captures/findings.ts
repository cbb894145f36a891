/** How many requests of a capture are what. */
export interface CapturedRequests {
  /** All of the capture, those of other sites too. */
  readonly all: number
  /** Those of the Performance pages: all that follows is about these. */
  readonly ofPerformance: number
  /** Answers that were read. */
  readonly answers: number
  /** Answers whose body the browser left out. */
  readonly withoutBody: number
  /** Answers that are no JSON, such as a page. */
  readonly notJson: number
  /** Answers that say that something failed. */
  readonly refused: number
}

/** A hash or a name that requests carried. */
export interface SeenName {
  readonly name: string
  readonly requests: number
  readonly isKnown: boolean
}

/** A persisted query of the Performance pages. */
export interface SeenOperation {
  readonly operation: string
  readonly requests: number
  readonly answers: number
  readonly methods: readonly ('GET' | 'POST')[]
  readonly hashes: readonly SeenName[]
  readonly clientNames: readonly SeenName[]
  readonly isKnown: boolean
}

/** What was asked, whatever the listings and the nights. */
export interface SeenQuestion {
  readonly operation: string
  /** The page: `metricType` of the question. */
  readonly page: string | null
  /** The metric asked for: `groupByValues`; several are joined by commas. */
  readonly metric: string | null
  readonly groupBys: readonly string[]
  /** `metricComparisonType` of the question; null where it says none. */
  readonly comparison: string | null
  readonly requests: number
  readonly answers: number
  /** How many listings its filter named at the least and at the most; null where it has no such filter. */
  readonly listings: SeenRange | null
  /** How many nights it asked for; null where it says none. */
  readonly nights: SeenRange | null
  readonly isKnown: boolean
}

/** The least and the most of a number. */
export interface SeenRange {
  readonly least: number
  readonly most: number
}

/**
 * What is known of a metric: `answers` that hold it; its `name` alone, of which no such answer was seen before; or
 * `nothing`.
 */
export type MetricKnowledge = 'answers' | 'name' | 'nothing'

/** A metric that answers held, by its own name. */
export interface SeenMetric {
  readonly metric: string
  /** The metrics that were asked for where it came. */
  readonly askedWith: readonly string[]
  /** The keys of the answers that it hung at, such as `primaryMetric`. */
  readonly places: readonly string[]
  readonly valueTypes: readonly string[]
  readonly changeTypes: readonly string[]
  /** The wrappers of its values, as `type.key`. */
  readonly wrappers: readonly string[]
  readonly currencies: readonly string[]
  readonly times: number
  /** How often it had no value. */
  readonly withoutValue: number
  readonly known: MetricKnowledge
}

/** Charts of a kind: how their points lie, and how many series there are. */
export interface SeenChart {
  readonly granularity: string
  /** The comparison that the answer names, or else the question; null where neither does. */
  readonly comparison: string | null
  readonly series: number
  readonly charts: number
  /** How many nights were asked for; null where that was not said. */
  readonly nights: SeenRange | null
  /** How many points a series had. */
  readonly points: SeenRange
  /** How many days lie between neighbouring points; null where no series had two. */
  readonly stepDays: SeenRange | null
  /** What the points' days have in common: `Sunday` and so on, or `first of the month`; `any` for nothing. */
  readonly startsOn: string
  readonly isKnown: boolean
}

/** How a value was wrapped. */
export interface SeenWrapper {
  /** Null for a value without a type. */
  readonly type: string | null
  /** Null for a value without a wrapper. */
  readonly key: string | null
  /** What lay in it, such as `a number`. */
  readonly holds: string
  readonly times: number
  readonly isKnown: boolean
}

/** A word that answers use of several: what a value is, or what a chart compares with. */
export interface SeenWord {
  readonly word: string
  readonly times: number
  readonly isKnown: boolean
}

/** A section that answers were made of. */
export interface SeenSection {
  readonly type: string | null
  readonly componentName: string | null
  readonly times: number
  readonly isKnown: boolean
}

/** A refusal: HTTP status and the API's own names for it. */
export interface SeenRefusal {
  readonly operation: string
  readonly status: number | null
  readonly errorType: string | null
  readonly errorClass: string | null
  readonly times: number
}

/** What kind of thing is not known. */
export type UnknownKind =
  | 'operation'
  | 'hash'
  | 'client name'
  | 'argument'
  | 'question'
  | 'metric'
  | 'value type'
  | 'wrapper'
  | 'granularity'
  | 'comparison'
  | 'series'
  | 'section'
  | 'type'
  | 'key'

/** Something in a capture that this version does not know. */
export interface UnknownPart {
  readonly kind: UnknownKind
  /** What it is called; `(text of 12 characters)` where that is not a name that the API would make up. */
  readonly name: string
  /** Where it was first seen: an operation, or a part of an answer. */
  readonly where: string
  /** What it is, in a few words. */
  readonly what: string
  readonly times: number
}

/** A request and its answer without anything of anybody: what is new keeps its form. */
export interface SampleExchange {
  readonly operation: string
  readonly status: number | null
  /** What it was taken for, such as `metric nights_booked`. */
  readonly shows: readonly string[]
  readonly request: unknown
  readonly answer: unknown
}

/** What a capture says of the API, with nothing of whoever made it. */
export interface CaptureFindings {
  readonly requests: CapturedRequests
  readonly operations: readonly SeenOperation[]
  readonly questions: readonly SeenQuestion[]
  readonly metrics: readonly SeenMetric[]
  readonly charts: readonly SeenChart[]
  readonly wrappers: readonly SeenWrapper[]
  readonly valueTypes: readonly SeenWord[]
  readonly comparisons: readonly SeenWord[]
  readonly sections: readonly SeenSection[]
  readonly refusals: readonly SeenRefusal[]
  readonly unknown: readonly UnknownPart[]
  /** One exchange for each thing that is not known, and one for each operation. */
  readonly sample: readonly SampleExchange[]
  /** How many different things were left out of the lists, since there were too many. */
  readonly leftOut: number
}
