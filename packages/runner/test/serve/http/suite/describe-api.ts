import { describe } from 'vitest'
import type { StartService } from '../support/api-service.ts'
import { describeAccounts } from './describe-accounts.ts'
import { describeAuthorization } from './describe-authorization.ts'
import { describeInsights } from './describe-insights.ts'
import { describeMetrics } from './describe-metrics.ts'
import { describeRunEvents } from './describe-run-events.ts'
import { describeRuns } from './describe-runs.ts'
import { describeService } from './describe-service.ts'
import { describeSyncs } from './describe-syncs.ts'

/** The whole API against a service that runs somewhere: every answer is checked against the document it gives. */
export function describeApi(start: StartService): void {
  describe('accounts', () => {
    describeAccounts(start)
  })
  describe('syncs', () => {
    describeSyncs(start)
  })
  describe('runs', () => {
    describeRuns(start)
  })
  describe('run events', () => {
    describeRunEvents(start)
  })
  describe('insights', () => {
    describeInsights(start)
  })
  describe('metrics', () => {
    describeMetrics(start)
  })
  describe('authorization', () => {
    describeAuthorization(start)
  })
  describe('service', () => {
    describeService(start)
  })
}
