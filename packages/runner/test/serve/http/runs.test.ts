import { describeRuns } from './suite/describe-runs.ts'
import { startInProcess } from './support/in-process-service.ts'

describeRuns(startInProcess)
