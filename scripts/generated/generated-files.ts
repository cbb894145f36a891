import { readmeOfChart } from './chart-values.ts'
import { pageWithColumns } from './export-columns.ts'
import { lifeCyclePicture } from './life-cycle-picture.ts'
import { pageOfRuns } from './life-cycle-tables.ts'
import { numbersText } from './numbers-text.ts'
import { PUBLISHED_SCHEMAS, schemaFile } from './published-schemas.ts'
import { readmeWithSettings } from './settings-table.ts'

/** A file that is kept in the repository but made from sources: its path from the root, and its text. */
export interface GeneratedFile {
  readonly path: string
  readonly text: string
}

/** What these files should be now. */
export function generatedFiles(): readonly GeneratedFile[] {
  return [
    ...PUBLISHED_SCHEMAS.map(schemaFile),
    readmeWithSettings(),
    readmeOfChart(),
    pageWithColumns(),
    pageOfRuns(),
    lifeCyclePicture(),
    numbersText(),
  ]
}
