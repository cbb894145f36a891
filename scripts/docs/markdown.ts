/** Text with `code` in it, as help and OpenAPI have it: outside of that, nothing is taken for HTML or for Vue's. */
export function prose(text: string): string {
  return text
    .trim()
    .replaceAll(/`[^`]*`|<|\{\{/g, (part) => ({ '<': '&lt;', '{{': '&#123;&#123;' })[part] ?? part)
}

/** The same for a table's cell. */
export function proseCell(text: string): string {
  return prose(text)
    .replaceAll('|', '\\|')
    .replaceAll(/\s*\n\s*/g, ' ')
}

/** Inline code; nothing where there is no text. */
export function code(text: string): string {
  return text === '' ? '' : `\`${text.replaceAll('|', '\\|')}\``
}

/** A table; columns that are empty in all rows are left out, and a table without rows is nothing. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return ''
  const used = headings.map((_, column) => rows.some((row) => (row[column] ?? '') !== ''))
  const line = (cells: readonly string[]) => `| ${cells.filter((_, column) => used[column]).join(' | ')} |`
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n')
}

/** A page of paragraphs; empty ones are left out. */
export function page(paragraphs: readonly string[]): string {
  return `${paragraphs.filter((paragraph) => paragraph !== '').join('\n\n')}\n`
}

/** A block of shell commands. */
export function shell(lines: readonly string[]): string {
  return lines.length === 0 ? '' : ['```sh', ...lines, '```'].join('\n')
}
