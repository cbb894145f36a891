// A step of the runner's build: writes down what help prints, so that asking for it loads nothing of the program.
import { mkdirSync, writeFileSync } from 'node:fs'
import { recordHelp } from '../packages/runner/src/program/record-help.ts'

const folder = new URL('../packages/runner/dist/program/help/', import.meta.url)
mkdirSync(folder, { recursive: true })
for (const [name, page] of recordHelp()) writeFileSync(new URL(`${name}.json`, folder), JSON.stringify(page))
