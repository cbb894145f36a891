import { fileURLToPath } from 'node:url'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'

const BIN = fileURLToPath(new URL('../../dist/bin.js', import.meta.url))

/** The revisions of the protocol that clients speak: those with a handshake, and the one in which requests stand alone. */
export const ERAS = ['legacy', 'auto'] as const
type Era = (typeof ERAS)[number]

/** An assistant's client, connected. Having listed the tools, it holds every answer to the schema that was declared. */
export class McpClient implements AsyncDisposable {
  readonly client: Client
  /** What the command has written to stderr so far. */
  readonly stderr: () => string

  private constructor(client: Client, stderr: () => string = () => '') {
    this.client = client
    this.stderr = stderr
  }

  /** Starts `airbnb-insights mcp` as an assistant does. */
  static async overStdio(
    place: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
    era: Era = 'auto',
  ): Promise<McpClient> {
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [BIN, 'mcp'],
      cwd: place.cwd,
      env: { PATH: process.env['PATH'] ?? '', HOME: place.cwd, ...place.env },
      stderr: 'pipe',
    })
    let stderr = ''
    transport.stderr?.on('data', (text) => (stderr += String(text)))
    return await connected(new McpClient(madeFor(era), () => stderr), transport)
  }

  /** Connects to a service. */
  static async overHttp(url: string, key: string | null, era: Era = 'auto'): Promise<McpClient> {
    const transport = new StreamableHTTPClientTransport(new URL(`${url}/mcp`), {
      requestInit: { headers: key === null ? {} : { 'x-api-key': key } },
    })
    return await connected(new McpClient(madeFor(era)), transport)
  }

  /** Calls a tool that is to succeed, and gives its structured answer. */
  // oxlint-disable-next-line typescript/no-explicit-any
  async call(name: string, args: Record<string, unknown> = {}): Promise<any> {
    const answer = await this.client.callTool({ name, arguments: args })
    const [first] = answer.content
    const text = first?.type === 'text' ? first.text : ''
    if (answer.isError === true) throw new Error(`${name}: ${text}`)
    // Clients that know no structured answers read the same.
    if (text !== JSON.stringify(answer.structuredContent)) throw new Error(`${name}: two answers in one`)
    return answer.structuredContent
  }

  /** Calls a tool that is to refuse, and gives what it says. */
  async refusal(name: string, args: Record<string, unknown> = {}): Promise<string> {
    const answer = await this.client.callTool({ name, arguments: args })
    const [first] = answer.content
    if (answer.isError !== true || first?.type !== 'text') throw new Error(`${name} did not refuse`)
    return first.text
  }

  /** Asks a query. */
  // oxlint-disable-next-line typescript/no-explicit-any
  async sql(sql: string, limit = 100): Promise<any> {
    return await this.call('query_sql', { sql, limit })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.close()
  }
}

function madeFor(era: Era): Client {
  return new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode: era } })
}

async function connected(
  made: McpClient,
  transport: StdioClientTransport | StreamableHTTPClientTransport,
): Promise<McpClient> {
  await made.client.connect(transport)
  await made.client.listTools()
  return made
}
