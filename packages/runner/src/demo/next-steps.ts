import { shellWord } from '../output/shell-word.ts'

/** A command line and what it is for. */
export interface NextStep {
  readonly command: string
  readonly purpose: string
}

/** How to look at what the demo left behind. */
export function inspectionSteps(program: string, folder: string): readonly NextStep[] {
  const where = `--data-dir ${shellWord(folder)}`
  return [
    { command: `${program} runs list ${where}`, purpose: 'every sync, and what went wrong' },
    { command: `${program} runs show latest ${where}`, purpose: 'one sync, listing by listing' },
    {
      command: `${program} accounts list ${where}`,
      purpose: 'the accounts, and whether their sessions work',
    },
    {
      command: `${program} report ${where}`,
      purpose: 'the report again, with dates or accounts of your choice',
    },
  ]
}

/** How to go on with an account of one's own; at the root of a clone the command is given its name first. */
export function ownAccountSteps(started: string): readonly NextStep[] {
  const inClone = started === './airbnb-insights'
  const program = inClone ? 'airbnb-insights' : started
  return [
    ...(inClone
      ? [{ command: 'npm run install-command', purpose: 'makes the command known to your shell by its name' }]
      : []),
    { command: `${program} accounts add --from request.txt`, purpose: 'keeps the session, encrypted' },
    { command: `${program} doctor`, purpose: 'is everything ready?' },
    { command: `${program} sync --dry-run`, purpose: 'what would be asked, and for how long?' },
    { command: `${program} sync`, purpose: 'the real thing; once a day is enough' },
  ]
}
