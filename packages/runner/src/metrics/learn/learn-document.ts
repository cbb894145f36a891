import { z } from 'zod'

const count = z.number().int().nonnegative()
const word = z.string()
const words = z.array(word)
const isKnown = z.boolean().describe('Whether this version knows it.')
const range = z
  .object({ least: z.number(), most: z.number() })
  .describe('The least and the most that was seen.')
const seenName = z.object({ name: word, requests: count, isKnown })
const seenWord = z.object({ word, times: count, isKnown })

/** The document that `metrics learn --json` prints, before its keys are in snake_case. */
export const learnDocument = z.object({
  version: z.string().describe('The version of this program, whose knowledge it is.'),
  requests: z
    .object({
      all: count.describe('All requests of the recording, those of other sites too.'),
      ofPerformance: count.describe('Those of the Performance pages: all that follows is about these.'),
      answers: count.describe('Answers that were read.'),
      withoutBody: count.describe('Answers whose body the browser left out.'),
      notJson: count.describe('Answers that are no JSON, such as a page.'),
      refused: count.describe('Answers that say that something failed.'),
    })
    .describe('How many requests of the recording are what.'),
  operations: z
    .array(
      z.object({
        operation: word,
        requests: count,
        answers: count,
        methods: z.array(z.enum(['GET', 'POST'])),
        hashes: z.array(seenName),
        clientNames: z.array(seenName),
        isKnown,
      }),
    )
    .describe('The persisted queries of the pages.'),
  questions: z
    .array(
      z.object({
        operation: word,
        page: word.nullable().describe('`metricType` of the question.'),
        metric: word.nullable().describe('`groupByValues` of the question.'),
        groupBys: words,
        comparison: word.nullable().describe('`metricComparisonType` of the question.'),
        requests: count,
        answers: count,
        listings: range.nullable().describe('How many listings its filter named.'),
        nights: range.nullable().describe('How many nights it asked for.'),
        isKnown,
      }),
    )
    .describe('What was asked, whatever the listings and the nights.'),
  metrics: z
    .array(
      z.object({
        metric: word,
        askedWith: words.describe('The metrics that were asked for where it came.'),
        places: words.describe('The keys of the answers that it hung at.'),
        valueTypes: words,
        changeTypes: words,
        wrappers: words.describe('The wrappers of its values, as type.key.'),
        currencies: words,
        times: count,
        withoutValue: count.describe('How often it had no value.'),
        known: z
          .enum(['answers', 'name', 'nothing'])
          .describe('What is known of it: answers that hold it, its name alone, or nothing.'),
      }),
    )
    .describe('The metrics that answers held, by their own names.'),
  charts: z
    .array(
      z.object({
        granularity: word,
        comparison: word.nullable(),
        series: count,
        charts: count,
        nights: range.nullable().describe('How many nights were asked for.'),
        points: range.describe('How many points a series had.'),
        stepDays: range.nullable().describe('How many days lie between neighbouring points.'),
        startsOn: z.string().describe("What the points' days have in common."),
        isKnown,
      }),
    )
    .describe('Kinds of charts.'),
  wrappers: z
    .array(
      z.object({ type: word.nullable(), key: word.nullable(), holds: z.string(), times: count, isKnown }),
    )
    .describe('How values were wrapped.'),
  valueTypes: z.array(seenWord).describe('What values are said to be.'),
  comparisons: z.array(seenWord).describe('What charts are, or can be, compared with.'),
  sections: z
    .array(z.object({ type: word.nullable(), componentName: word.nullable(), times: count, isKnown }))
    .describe('The sections that answers are made of.'),
  refusals: z
    .array(
      z.object({
        operation: word,
        status: z.number().int().nullable(),
        errorType: word.nullable(),
        errorClass: word.nullable(),
        times: count,
      }),
    )
    .describe('Answers that say that something failed.'),
  unknown: z
    .array(
      z.object({
        kind: z.enum([
          'operation',
          'hash',
          'client name',
          'argument',
          'question',
          'metric',
          'value type',
          'wrapper',
          'granularity',
          'comparison',
          'series',
          'section',
          'type',
          'key',
        ]),
        name: z.string(),
        where: z.string().describe('Where it was first seen: an operation, or a part of an answer.'),
        what: z.string(),
        times: count,
      }),
    )
    .describe('What this version does not know.'),
  leftOut: count.describe('How many different things were left out, since there were too many.'),
  sampleExchanges: count.describe('How many exchanges the sample has.'),
  sample: z.string().describe('The sample, as JSON in a text: its keys are the API’s own.'),
  sampleFile: z.string().nullable().describe('Where the sample was written to.'),
})

type Shape = z.infer<typeof learnDocument>

/** What `metrics learn --json` prints. */
export type LearnDocument = DeepReadonly<Shape>

type DeepReadonly<Value> = Value extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> }
    : Value
