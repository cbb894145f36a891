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
  /** As it came, or how it is hidden: `(text of 12 characters)`. */
  readonly name: string
  /** How many requests carried it. */
  readonly requests: number
  /** Whether this version knows it. */
  readonly isKnown: boolean
}

/** A persisted query of the Performance pages. */
export interface SeenOperation {
  /** Its name. */
  readonly operation: string
  /** How many requests asked it. */
  readonly requests: number
  /** How many of their answers were read. */
  readonly answers: number
  /** How it was asked. */
  readonly methods: readonly ('GET' | 'POST')[]
  /** The hashes that it was asked by. */
  readonly hashes: readonly SeenName[]
  /** The names of the part of the page that asked. */
  readonly clientNames: readonly SeenName[]
  /** Whether this version knows it. */
  readonly isKnown: boolean
}

/** What was asked, whatever the listings and the nights. */
export interface SeenQuestion {
  /** The operation that it was asked with. */
  readonly operation: string
  /** The page: `metricType` of the question. */
  readonly page: string | null
  /** The metric asked for: `groupByValues`; several are joined by commas. */
  readonly metric: string | null
  /** `groupBys` of the question. */
  readonly groupBys: readonly string[]
  /** `metricComparisonType` of the question; null where it says none. */
  readonly comparison: string | null
  /** How many requests asked it. */
  readonly requests: number
  /** How many of their answers were read. */
  readonly answers: number
  /** How many listings its filter named at the least and at the most; null where it has no such filter. */
  readonly listings: SeenRange | null
  /** How many nights it asked for; null where it says none. */
  readonly nights: SeenRange | null
  /** Whether this version knows it. */
  readonly isKnown: boolean
}

/** The least and the most of a number. */
export interface SeenRange {
  /** The least. */
  readonly least: number
  /** The most. */
  readonly most: number
}

/**
 * What is known of a metric: `answers` that hold it; its `name` alone, of which no such answer was seen before; or
 * `nothing`.
 */
export type MetricKnowledge = 'answers' | 'name' | 'nothing'

/** A metric that answers held, by its own name. */
export interface SeenMetric {
  /** Its name. */
  readonly metric: string
  /** The metrics that were asked for where it came. */
  readonly askedWith: readonly string[]
  /** The keys of the answers that it hung at, such as `primaryMetric`. */
  readonly places: readonly string[]
  /** What its values are said to be. */
  readonly valueTypes: readonly string[]
  /** What its changes are said to be. */
  readonly changeTypes: readonly string[]
  /** The wrappers of its values, as `type.key`. */
  readonly wrappers: readonly string[]
  /** ISO 4217 codes. */
  readonly currencies: readonly string[]
  /** How often it came. */
  readonly times: number
  /** How often it had no value. */
  readonly withoutValue: number
  /** What is known of it. */
  readonly known: MetricKnowledge
}

/** Charts of a kind: how their points lie, and how many series there are. */
export interface SeenChart {
  /** As the series say it; `none` for a chart without series. */
  readonly granularity: string
  /** The comparison that the answer names, or else the question; null where neither does. */
  readonly comparison: string | null
  /** How many series it has. */
  readonly series: number
  /** How many charts were so. */
  readonly charts: number
  /** How many nights were asked for; null where that was not said. */
  readonly nights: SeenRange | null
  /** How many points a series had. */
  readonly points: SeenRange
  /** How many days lie between neighbouring points; null where no series had two. */
  readonly stepDays: SeenRange | null
  /** What the points' days have in common: `Sunday` and so on, or `first of the month`; `any` for nothing. */
  readonly startsOn: string
  /** Whether this version knows it. */
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
  /** How often it came. */
  readonly times: number
  /** Whether this version knows it. */
  readonly isKnown: boolean
}

/** A word that answers use of several: what a value is, or what a chart compares with. */
export interface SeenWord {
  /** The word. */
  readonly word: string
  /** How often it came. */
  readonly times: number
  /** Whether this version knows it. */
  readonly isKnown: boolean
}

/** A section that answers were made of. */
export interface SeenSection {
  /** Its `__typename`; null where it has none. */
  readonly type: string | null
  /** Its `componentName`; null where it has none. */
  readonly componentName: string | null
  /** How often it came. */
  readonly times: number
  /** Whether this version knows it. */
  readonly isKnown: boolean
}

/** A refusal: HTTP status and the API's own names for it. */
export interface SeenRefusal {
  /** What was asked. */
  readonly operation: string
  /** The HTTP status; null where there was no answer. */
  readonly status: number | null
  /** `extensions.errorType` of the first error. */
  readonly errorType: string | null
  /** `extensions.errorClass` of the first error. */
  readonly errorClass: string | null
  /** How often it came. */
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
  /** What kind of thing it is. */
  readonly kind: UnknownKind
  /** What it is called; `(text of 12 characters)` where that is not a name that the API would make up. */
  readonly name: string
  /** Where it was first seen: an operation, or a part of an answer. */
  readonly where: string
  /** What it is, in a few words. */
  readonly what: string
  /** How often it came. */
  readonly times: number
}

/** A request and its answer without anything of anybody: what is new keeps its form. */
export interface SampleExchange {
  /** What was asked. */
  readonly operation: string
  /** The HTTP status; null where there was no answer. */
  readonly status: number | null
  /** What it was taken for, such as `metric nights_booked`. */
  readonly shows: readonly string[]
  /** The question, redacted. */
  readonly request: unknown
  /** The answer, redacted; null where there was none to read. */
  readonly answer: unknown
}

/** What a capture says of the API, with nothing of whoever made it. */
export interface CaptureFindings {
  /** How many requests are what. */
  readonly requests: CapturedRequests
  /** The persisted queries of the pages. */
  readonly operations: readonly SeenOperation[]
  /** What was asked. */
  readonly questions: readonly SeenQuestion[]
  /** The metrics in the answers. */
  readonly metrics: readonly SeenMetric[]
  /** The kinds of charts. */
  readonly charts: readonly SeenChart[]
  /** How values were wrapped. */
  readonly wrappers: readonly SeenWrapper[]
  /** What values are said to be. */
  readonly valueTypes: readonly SeenWord[]
  /** What charts are, or can be, compared with. */
  readonly comparisons: readonly SeenWord[]
  /** The sections of answers. */
  readonly sections: readonly SeenSection[]
  /** Answers that say that something failed. */
  readonly refusals: readonly SeenRefusal[]
  /** What is not known here. */
  readonly unknown: readonly UnknownPart[]
  /** One exchange for each thing that is not known, and one for each operation. */
  readonly sample: readonly SampleExchange[]
  /** How many different things were left out of the lists, since there were too many. */
  readonly leftOut: number
}
