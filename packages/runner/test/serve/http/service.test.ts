import { describeService } from './suite/describe-service.ts'
import { startInProcess } from './support/in-process-service.ts'

describeService(startInProcess)
