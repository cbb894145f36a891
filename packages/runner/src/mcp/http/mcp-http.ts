import { createMcpHandler } from '@modelcontextprotocol/server'
import pLimit from 'p-limit'
import type { Reads } from '../../reads/reads.ts'
import type { McpContext } from '../declaration/mcp-context.ts'
import { createMcpServer } from '../server/create-mcp-server.ts'
import { createSqlReader } from '../sql/sql-reader.ts'

/** What answers assistants over HTTP. */
export interface McpHttp {
  /** Answers one message, given as a request and read already. */
  answer(request: Request, message: object): Promise<Response>
  /** Ends what is in hand. */
  close(): Promise<void>
}

/** What it is made from. */
export interface McpHttpOptions extends Omit<McpContext, 'withStore' | 'sql'> {
  readonly reads: Reads
  /** That of an embedded database. */
  readonly dataFolder: string | undefined
}

/** Reads at a time: assistants leave connections to others. */
const READS_AT_ONCE = 4

/** Makes it. Nothing is kept from one request to the next. */
export function openMcpHttp({ reads, dataFolder, ...rest }: McpHttpOptions): McpHttp {
  const sql = createSqlReader(dataFolder)
  const some = pLimit(READS_AT_ONCE)
  const context: McpContext = { ...rest, sql, withStore: (work) => some(() => reads.read(work)) }
  const handler = createMcpHandler(() => createMcpServer(context), {
    // Nothing changes that anybody could wait to be told of.
    maxSubscriptions: 0,
    onerror: (error) => rest.logger.debug('A message of an assistant could not be handled.', { error }),
  })
  return {
    answer: (request, message) => handler.fetch(request, { parsedBody: message }),
    close: async () => {
      await handler.close()
      await sql.close()
    },
  }
}
