import { join } from 'node:path'

/** Longer paths of sockets are refused, or cut off without a word. */
const LONGEST_SOCKET_PATH = 100

/** A folder's door; undefined where there can be none: on Windows, and in folders with a long path. */
export function doorPath(folder: string): { readonly room: string; readonly socket: string } | undefined {
  const room = join(folder, 'door')
  const socket = join(room, 's')
  return process.platform === 'win32' || Buffer.byteLength(socket) > LONGEST_SOCKET_PATH
    ? undefined
    : { room, socket }
}
