import { constants } from 'node:fs'
import { cp, mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DATA } from './embedded-data-folder.ts'
import { isAlive } from './process-identity.ts'

/** A copy is named by the process that it is made for. */
const COPY = /^copy-(\d+)-[0-9a-f]+$/

/** Whether a name is one of a copy: what is asked for through the door names no other place. */
export const isCopyName = (name: string): boolean => COPY.test(name)

/** Copies share blocks with the original on file systems that can. */
export const COPY_OPTIONS = { recursive: true, mode: constants.COPYFILE_FICLONE } as const

/** Copies the files of an embedded database, which nobody must have open. */
export async function copyDataFiles(data: string, copy: string): Promise<void> {
  await mkdir(copy, { mode: 0o700, recursive: true })
  await cp(data, join(copy, DATA), COPY_OPTIONS)
}

/** Removes copies in a folder whose process was killed. */
export async function removeAbandonedCopies(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = COPY.exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid)))
      await rm(join(folder, name), { recursive: true, force: true })
  }
}
