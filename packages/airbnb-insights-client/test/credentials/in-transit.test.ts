import { describe, expect, test } from 'vitest'
import { credentialsFromCopied } from '../../src/credentials/index.ts'
import { CREDENTIALS } from '../support/credentials.ts'
import { quoteForCmd, quoteForPowerShellWithDouble, quoteForShWithDouble } from '../support/shell-quoting.ts'
import { ANNA, API, plainSessionOf, written } from '../support/written-request.ts'

const curly = (text: string): string => `‘${text}’`
const curlyDouble = (text: string): string => `“${text.replaceAll('"', '')}”`
const plain = plainSessionOf(ANNA)
const html = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll("'", '&#39;').replaceAll('"', '&quot;')
const quotedPrintable = (text: string): string =>
  text.replaceAll('=', '=3D').replaceAll(/.{60}(?!=?[0-9A-F]|$)/g, '$&=\n')
const utf16ReadAs = (encoding: 'latin1' | 'utf8', text: string): string =>
  Buffer.from(`\ufeff${text}`, 'utf16le').toString(encoding)

describe('what a command goes through on its way', () => {
  test.each<[string, string]>([
    ["spaces after a line's backslash", written(plain, { newLine: ' \\  \n' })],
    ["spaces after cmd's caret", written(plain, { quote: quoteForCmd, newLine: ' ^ \r\n' })],
    [
      "spaces after PowerShell's backtick",
      written(plain, { quote: quoteForPowerShellWithDouble, newLine: ' ` \n' }),
    ],
    ['line breaks that were taken away', written(plain, { newLine: ' \\ ' })],
    ['backslashes that were taken away', written(plain, { newLine: '\n  ' })],
    ['empty lines between', written(plain, { newLine: ' \\\n\n  ' })],
    ['line ends of an old Mac', written(plain).replaceAll('\n', '\r')],
    ['spaces that do not break', written(plain).replaceAll(' -H ', '\u00a0-H\u00a0')],
    ['curly single quotes', written(plain, { quote: curly })],
    ['curly double quotes', written(plain, { quote: curlyDouble })],
    ['German curly quotes', written(plain, { quote: (text) => `„${text.replaceAll('"', '')}“` })],
    ['curly quotes of one argument', written(plain).replace("'cookie:", '‘cookie:').replace(/'$/, '’')],
    ['curly ANSI-C quotes', written(plain, { quote: (text) => `$‘${text}’` })],
    ['a dash for a hyphen', written(plain).replaceAll('-H', '–H')],
    ['a long dash for two hyphens', written(plain).replaceAll('-H', '—header')],
    ['a short dash for two hyphens', written(plain).replaceAll('-H', '–header')],
    ["bash's prompts", `$ ${written(plain, { newLine: ' \\\n> ' })}\n`],
    ['a prompt with user and folder', `anna@host:~/airbnb$ ${written(plain)}\nanna@host:~/airbnb$ `],
    ["zsh's prompt", `anna@mac ~ % ${written(plain)}`],
    ["root's prompt", `root@nas:/# ${written(plain)}`],
    [
      "cmd's prompts",
      `C:\\Users\\anna>${written(plain, { quote: quoteForCmd, newLine: ' ^\nMore? ' })}\n\nC:\\Users\\anna>`,
    ],
    [
      "PowerShell's prompts",
      `PS C:\\Users\\anna> ${written(plain, { quote: quoteForPowerShellWithDouble, curl: 'curl.exe', newLine: ' `\n>> ' })}`,
    ],
    ['a path before curl', `/usr/bin/${written(plain)}`],
    ['sudo before curl', `sudo ${written(plain)}`],
    ['a Markdown fence', `Here it is:\n\n\`\`\`bash\n${written(plain)}\n\`\`\`\nThat's it.`],
    ['backticks of Markdown', `Run \`${written(plain, { newLine: ' ' })}\` then`],
    ["a page's source", `<pre><code>${html(written(plain))}</code></pre>\n<p>That's it.</p>`],
    ['a quoted mail', `Anna wrote:\n> ${written(plain, { newLine: ' \\\n> ' })}\n> \n> That's all.`],
    ['a signature', `${written(plain)}\n\nIt's the one.\n-- \nAnna`],
    ['output of the command', `${written(plain)}\n{"data":{"note":"it's"}}`],
    ["HTML's escapes", html(written(plain))],
    ["HTML's escapes of double quotes", html(written(plain, { quote: quoteForShWithDouble }))],
    ['quoted-printable', quotedPrintable(written(plain))],
    ['UTF-16 read as UTF-8', utf16ReadAs('utf8', written(plain))],
    ['UTF-16 read as Latin-1', utf16ReadAs('latin1', written(plain))],
    ['a byte order mark', `\ufeff${written(plain)}`],
    ['an invisible space', `\u200b${written(plain)}`],
    ['angle brackets around the URL', written(plain).replace(API, `<${API}>`)],
    ['a URL without scheme', written(plain).replace('https://', '')],
    ['a cookie broken between two', written(plain).replace('; li=1', ';\n  li=1')],
    ['a pipe behind', `${written(plain)} | jq .`],
    ['a file for the answer', `${written(plain)} > answer.json`],
  ])('%s', (_, copied) => {
    const { cookie, accountId, userAgent, clientVersion } = credentialsFromCopied(copied)
    expect(cookie).toBe(plain)
    expect({ accountId, userAgent, clientVersion }).toEqual({
      accountId: ANNA,
      userAgent: CREDENTIALS.userAgent,
      clientVersion: CREDENTIALS.clientVersion,
    })
  })

  test('what only looks encoded is left as it is', () => {
    const agent = 'Test &quot;1.0&quot; a=3Db'
    const command = written(plain).replace(CREDENTIALS.userAgent, agent)
    expect(credentialsFromCopied(command).userAgent).toBe(agent)
    const curlyBody = `${written(plain)} --data-raw '{"text":"don’t “quote” it"}' -H 'x: y'`
    expect(credentialsFromCopied(curlyBody).cookie).toBe(plain)
  })
})
