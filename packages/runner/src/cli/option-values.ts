/** A command's flags by commander's key. */
export type OptionValues = Readonly<Record<string, unknown>>

/** The text that a flag was given, or undefined where it was not given. */
export function textOption(options: OptionValues, key: string): string | undefined {
  const value = options[key]
  return typeof value === 'string' ? value : undefined
}

/** The texts of a flag that can be given several times, or undefined where it was not given. */
export function textsOption(options: OptionValues, key: string): readonly string[] | undefined {
  const value = options[key]
  return Array.isArray(value) ? value.map(String) : undefined
}

/** Whether a switch was given. */
export function switchOption(options: OptionValues, key: string): boolean {
  return options[key] === true
}
