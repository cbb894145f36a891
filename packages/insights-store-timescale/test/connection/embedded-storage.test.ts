import { expect, it } from 'vitest'
import { asStorageError } from '../../src/connection/embedded-storage.ts'
import { EmbeddedStorageError, PlaintextCredentialsError } from '../../src/errors.ts'

const nodeError = (code: string) => Object.assign(new Error(`${code}: it went wrong`), { code })

it.each([
  ['a full disk, as Node tells it', nodeError('ENOSPC'), 'ENOSPC', 'The disk is full'],
  ['a full disk, as PGlite tells it', { name: 'ErrnoError', errno: 51 }, 'ENOSPC', 'The disk is full'],
  ['a folder of somebody else', nodeError('EACCES'), 'EACCES', 'may not write there'],
  ['a read-only disk, as PGlite tells it', { name: 'ErrnoError', errno: 69 }, 'EROFS', 'read-only'],
  ['something unheard of', { name: 'ErrnoError', errno: 1 }, null, 'intact and writable'],
  ['no error at all', 'it went wrong', null, 'intact and writable'],
])('says what to do about %s', (_what, thrown, reason, advice) => {
  const error = asStorageError(thrown, '/data')
  expect(error).toBeInstanceOf(EmbeddedStorageError)
  expect(error).toMatchObject({ code: 'embedded_storage', dataDir: '/data', reason, cause: thrown })
  expect(error.message).toContain(advice)
  expect(error.message).not.toContain('[object')
})

it('leaves errors of this package as they are', () => {
  const error = new PlaintextCredentialsError('no')
  expect(asStorageError(error, '/data')).toBe(error)
})
