/** The rows of the first table below a heading, each as its cells by the table's own headings. */
export function tableBelow(markdown: string, heading: string): Record<string, string>[] {
  const lines = markdown.split('\n')
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === heading)
  if (start === -1) throw new Error(`there is no heading '${heading}'`)
  const rest = lines.slice(start + 1)
  const first = rest.findIndex((line) => line.startsWith('|'))
  const section = rest.findIndex((line) => /^#+ /.test(line))
  if (first === -1 || (section !== -1 && section < first)) throw new Error(`'${heading}' has no table`)
  const end = rest.findIndex((line, index) => index > first && !line.startsWith('|'))
  const [names = [], , ...rows] = rest.slice(first, end === -1 ? undefined : end).map(cellsOf)
  return rows.map((cells) => Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ''])))
}

function cellsOf(line: string): string[] {
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim())
}

/** What stands in code marks in a cell: `` `a`, `b` `` is a and b. */
export function codesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)
}
