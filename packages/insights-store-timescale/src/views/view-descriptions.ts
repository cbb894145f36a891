import type { DescribedView, ViewDescription } from './described-view.ts'
import { nightsAheadView } from './nights-ahead-view.ts'
import { accountWeeksView, weeksView } from './weeks-views.ts'

/** The views for people that are no table's, in the order in which they are made, for a schema. */
export const describedViews = (schema: string): readonly DescribedView[] => [
  weeksView(schema),
  accountWeeksView(schema),
  nightsAheadView(schema),
]

/** What the views for people mean: `weeks`, `account_weeks` and `nights_ahead`, as their comments in the database say. */
export const VIEW_DESCRIPTIONS: readonly ViewDescription[] = describedViews('airbnb').map(
  ({ name, meaning, columns }) => ({ name, meaning, columns }),
)
