export { type DigestTime, parseDigestTime } from '../config/digest-time.ts'
export {
  type ChosenMetric,
  type MetricChoice,
  MetricChoiceError,
  parseMetricChoice,
} from '../config/metric-choice.ts'
export type {
  DiscordTarget,
  EmailTarget,
  NotifyKind,
  NotifyTarget,
  NtfyTarget,
  SlackTarget,
  TargetBasics,
  TelegramTarget,
  WebhookTarget,
} from '../config/notify-target.ts'
export { NotifyUrlError, parseNotifyUrls } from '../config/notify-urls.ts'
export { parseQuietHours, type QuietHours } from '../config/quiet-hours.ts'
export {
  parseServiceKeys,
  type ServiceKey,
  ServiceKeyListError,
  type ServiceKeyScope,
} from '../config/service-keys.ts'
export type { ServiceMode } from '../config/service-settings.ts'
export type { NotifyOptions } from '../notify/notify-options.ts'
export type { LogLevel } from '../output/log-level.ts'
export { createLogger, type LoggerOptions, type ProcessLogger } from '../output/logger.ts'
export type { CookieHider } from '../output/redactor.ts'
export {
  ConfigurationError,
  isConfigurationError,
  isRunnerError,
} from '../output/runner-error.ts'
export type { Style, Tone } from '../output/style.ts'
export { migrateQueue } from './queue/migrate-queue.ts'
export type { ServiceClientOptions } from './service-client.ts'
export { type RunningService, type ServiceOptions, startService } from './start-service.ts'
