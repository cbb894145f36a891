import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { workspaceRoot } from './workspace.ts'

export function readFile(path: string): string {
  return readFileSync(join(workspaceRoot, path), 'utf8')
}

/** Paths of the files directly in a folder whose names the pattern fits, relative to the root. */
export function filesIn(folder: string, pattern: RegExp): string[] {
  return readdirSync(join(workspaceRoot, folder))
    .filter((name) => pattern.test(name))
    .map((name) => join(folder, name))
}

/** The documents of a YAML file, as Go's programs read them: version 1.1, with merge keys and octal numbers. */
export function readYaml<Document>(path: string): Document[] {
  return parseAllDocuments(readFile(path), { version: '1.1' }).map((document) => {
    const [error] = document.errors
    if (error !== undefined) throw error
    return document.toJS() as Document
  })
}
