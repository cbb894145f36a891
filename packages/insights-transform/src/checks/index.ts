export { checkMeaning, type MeaningChange, type MeaningRule } from './check-meaning.ts'
export { type ListDifference, listDifferences } from './list-differences.ts'
