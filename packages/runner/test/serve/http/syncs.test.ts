import { describeSyncs } from './suite/describe-syncs.ts'
import { startInProcess } from './support/in-process-service.ts'

describeSyncs(startInProcess)
