import type { DescribedView, ViewDescription } from './described-view.ts'
import { nightsAheadView } from './nights-ahead-view.ts'
import { syncBacklogView } from './sync-backlog-view.ts'
import { accountWeeksView, weeksView } from './weeks-views.ts'

/** The views of the numbers that are no table's, for a schema. */
const numbersViews = (schema: string): readonly DescribedView[] => [
  weeksView(schema),
  accountWeeksView(schema),
  nightsAheadView(schema),
]

/** Every view that is no table's, in the order in which they are made, for a schema. */
export const describedViews = (schema: string): readonly DescribedView[] => [
  ...numbersViews(schema),
  syncBacklogView(schema),
]

/** What the views for people mean: `weeks`, `account_weeks` and `nights_ahead`, as their comments in the database say. */
export const VIEW_DESCRIPTIONS: readonly ViewDescription[] = numbersViews('airbnb').map(
  ({ name, meaning, columns }) => ({ name, meaning, columns }),
)
