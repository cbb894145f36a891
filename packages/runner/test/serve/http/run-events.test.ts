import { describeRunEvents } from './suite/describe-run-events.ts'
import { startInProcess } from './support/in-process-service.ts'

describeRunEvents(startInProcess)
