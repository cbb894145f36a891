export { airbnbSiteOf } from './airbnb-site.ts'
export type { CopiedForm } from './copied-form.ts'
export {
  type CopiedCredentials,
  type CopiedCredentialsOptions,
  credentialsFromCopied,
} from './credentials-from-copied.ts'
export { learnedFrom, type SeenRequest } from './learned-from.ts'
export type { CopiedSession, CopiedSessions, LeftOutRequests } from './session-collector.ts'
export { copiedForm, sessionsFromCopied } from './sessions-from-copied.ts'
export { sessionsFromStream } from './sessions-from-stream.ts'
