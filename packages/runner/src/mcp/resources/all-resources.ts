import type { McpResource } from './resource.ts'
import { tablesText } from './tables-text.ts'
import { WHAT_THE_NUMBERS_MEAN } from './what-the-numbers-mean.ts'

/** Every resource, in the order in which they are listed. */
export const ALL_RESOURCES: readonly McpResource[] = [
  {
    name: 'what-the-numbers-mean',
    uri: 'airbnb-insights://what-the-numbers-mean',
    title: 'What the numbers mean',
    description:
      'That dates are stay nights, how a night gathers page views, what the funnel counts, what similar listings are, and how sure each fact is.',
    text: () => WHAT_THE_NUMBERS_MEAN,
  },
  {
    name: 'tables',
    uri: 'airbnb-insights://tables',
    title: 'Tables and columns',
    description: 'The tables that query_sql reads, with what each column means.',
    text: tablesText,
  },
]
