import { type NotificationContent, notificationContent } from './content.ts'

/** What a stored message says; undefined for what another version wrote and this one cannot read. */
export function readContent(stored: string): NotificationContent | undefined {
  try {
    return notificationContent.safeParse(JSON.parse(stored)).data
  } catch {
    return undefined
  }
}
