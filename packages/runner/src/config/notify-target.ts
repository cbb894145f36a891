import { createHash } from 'node:crypto'

/** What every target has. */
export interface TargetBasics {
  /** Stable over restarts and password changes: made of kind and address, without passwords. */
  readonly id: string
  /** Kind and host, which is all that may be shown of it. */
  readonly shown: string
}

/** A program of one's own, which gets JSON. */
export interface WebhookTarget extends TargetBasics {
  readonly kind: 'webhook'
  readonly url: string
  /** What its messages are signed with; undefined where the URL names none. */
  readonly secret: string | undefined
}

/** Slack, or another server that takes Slack's incoming webhooks. */
export interface SlackTarget extends TargetBasics {
  readonly kind: 'slack'
  readonly url: string
}

/** A webhook of a channel of Discord's. */
export interface DiscordTarget extends TargetBasics {
  readonly kind: 'discord'
  readonly url: string
}

/** A chat that a bot of Telegram's writes to. */
export interface TelegramTarget extends TargetBasics {
  readonly kind: 'telegram'
  /** Where the bot API answers, without a slash at its end. */
  readonly api: string
  readonly token: string
  readonly chatId: string
  /** The topic of a group that has topics. */
  readonly topicId: number | undefined
}

/** A topic of an ntfy server. */
export interface NtfyTarget extends TargetBasics {
  readonly kind: 'ntfy'
  /** The server, with a slash at its end. */
  readonly server: string
  readonly topic: string
  /** The Authorization header; undefined where anybody may write. */
  readonly authorization: string | undefined
}

/** People who are written to by e-mail. */
export interface EmailTarget extends TargetBasics {
  readonly kind: 'email'
  readonly host: string
  readonly port: number
  /** `implicit`: from the first byte on. `required`: by STARTTLS or not at all. `off`: never. */
  readonly tls: 'implicit' | 'required' | 'opportunistic' | 'off'
  readonly login: { readonly user: string; readonly password: string } | undefined
  readonly from: string
  readonly to: readonly string[]
}

/** Where a human is told: read out of a URL of `NOTIFY_URLS`. It holds secrets. */
export type NotifyTarget =
  | WebhookTarget
  | SlackTarget
  | DiscordTarget
  | TelegramTarget
  | NtfyTarget
  | EmailTarget

/** How a target is to be reached. */
export type NotifyKind = NotifyTarget['kind']

/** The id of a target: the same for the same address, and nothing that could be read back. */
export function targetId(kind: NotifyKind, ...address: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(['notify', kind, ...address]))
  return `${kind}-${digest.digest('hex').slice(0, 10)}`
}
