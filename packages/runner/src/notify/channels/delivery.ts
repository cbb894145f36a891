import type { NotificationContent } from '../message/content.ts'

/** A message on its way. */
export interface OutgoingMessage {
  /** A UUID, the same at each attempt. */
  readonly id: string
  readonly createdAt: Date
  readonly content: NotificationContent
}

/** What became of an attempt. */
export type Delivery = Delivered | NotDelivered

/** The target has taken the message. */
interface Delivered {
  readonly delivered: true
  /** What it answered, in a few words. */
  readonly answer: string
}

/** The target has not taken the message. */
export interface NotDelivered {
  readonly delivered: false
  /** What happened, without any secret. */
  readonly error: string
  /** Whether the target's other messages would meet the same. */
  readonly whole: boolean
  /** When the target wants to be asked again; null where it has not said. */
  readonly retryAfterMs: number | null
}
