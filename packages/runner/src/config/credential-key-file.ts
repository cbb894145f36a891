import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  constants,
  copyFileSync,
  linkSync,
  mkdirSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { ConfigurationError } from '../output/runner-error.ts'
import { systemErrorText } from '../output/system-error-text.ts'
import { type CredentialKeyText, formatKey, parseKeyList } from './credential-key-list.ts'

/** Name of the key file in the data folder. */
export const KEY_FILE_NAME = 'credential.key'

const OWNER_ONLY = 0o600
const OTHERS_BITS = 0o077

/** What the key file held, or now holds. */
export interface KeyFile {
  readonly path: string
  readonly keys: readonly CredentialKeyText[]
  /** True where this call made the file. */
  readonly created: boolean
  /** True where others on this machine may read it: worth a warning, since it opens every stored cookie. */
  readonly readableByOthers: boolean
}

/** The key file of a data folder, or undefined where there is none. */
export function readKeyFile(dataDir: string): KeyFile | undefined {
  const path = join(dataDir, KEY_FILE_NAME)
  try {
    const keys = parseKeyList(readFileSync(path, 'utf8'))
    if (keys === undefined) {
      throw new ConfigurationError(`${path}: holds no key of the form id:base64 of 32 bytes`, {
        hint: 'Put the right file back: without it, stored cookies cannot be read. To start over, delete it and add the accounts again.',
      })
    }
    return { path, keys, created: false, readableByOthers: isReadableByOthers(path) }
  } catch (cause) {
    if (systemErrorText(cause) === 'ENOENT') return undefined
    if (cause instanceof ConfigurationError) throw cause
    throw new ConfigurationError(`${path}: cannot be read (${systemErrorText(cause)})`, {
      hint: 'Let the user that runs this read the file, or give the keys as CREDENTIAL_KEYS.',
      cause,
    })
  }
}

/**
 * The key file of a data folder, made first where there is none: mode 0600, and in one step,
 * so that two processes that start at once end up with the same key.
 *
 * @throws ConfigurationError where the file is malformed, or the folder cannot be written.
 */
export function ensureKeyFile(dataDir: string): KeyFile {
  const existing = readKeyFile(dataDir)
  if (existing !== undefined) return existing
  const created = createKeyFile(dataDir)
  const made = readKeyFile(dataDir)
  if (made === undefined) {
    throw new ConfigurationError(`${join(dataDir, KEY_FILE_NAME)}: vanished while it was being made`)
  }
  return { ...made, created }
}

function createKeyFile(dataDir: string): boolean {
  const path = join(dataDir, KEY_FILE_NAME)
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    const key = formatKey({ id: `local-${randomBytes(4).toString('hex')}`, key: randomBytes(32) })
    writeFileSync(draft, `${key}\n`, { mode: OWNER_ONLY, flag: 'wx' })
    // The umask can only take bits away, but a folder's default ACL may have added some.
    chmodSync(draft, OWNER_ONLY)
    try {
      linkSync(draft, path)
    } catch (cause) {
      if (systemErrorText(cause) === 'EEXIST') return false
      // Some file systems (exFAT, some network shares) know no hard links.
      copyFileSync(draft, path, constants.COPYFILE_EXCL)
    } finally {
      unlinkSync(draft)
    }
    return true
  } catch (cause) {
    throw new ConfigurationError(`${path}: cannot be written (${systemErrorText(cause)})`, {
      hint: 'Choose a writable folder with DATA_DIR (--data-dir).',
      cause,
    })
  }
}

function isReadableByOthers(path: string): boolean {
  return process.platform !== 'win32' && (statSync(path).mode & OTHERS_BITS) !== 0
}
