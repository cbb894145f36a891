import type { MaintenanceStatus } from 'insights-store-timescale'
import { METRIC_TABLE_NAMES } from 'insights-transform'
import { z } from 'zod'
import { instant } from './days-and-instants.ts'

const table = z.enum(METRIC_TABLE_NAMES)

export const maintenance = z
  .object({
    level: z.enum(['none', 'apache', 'community']).describe("TimescaleDB's edition; `none` without it."),
    version: z.string().nullable().describe("TimescaleDB's version."),
    oldest_scrape_day: z.string().meta({ format: 'date' }).nullable(),
    hypertables: z.array(
      z.object({
        table,
        chunks: z.int(),
        chunk_interval_days: z.number().nullable(),
        size_bytes: z.int().describe('With indexes.'),
      }),
    ),
    policies: z
      .array(
        z.object({
          table,
          kind: z.enum(['retention', 'compression']),
          after_days: z.number().nullable(),
          next_run_at: instant.nullable(),
        }),
      )
      .describe('What the database does by itself; elsewhere the service does it.'),
  })
  .meta({ id: 'Maintenance', description: 'How the tables of insights stand.' })

/** How the tables stand as {@link maintenance} describes it. */
export function maintenanceBody(status: MaintenanceStatus): z.output<typeof maintenance> {
  return {
    level: status.level,
    version: status.version,
    oldest_scrape_day: status.oldestScrapeDay,
    hypertables: status.hypertables.map((one) => ({
      table: one.table,
      chunks: one.chunks,
      chunk_interval_days: one.chunkIntervalDays,
      size_bytes: one.sizeBytes,
    })),
    policies: status.policies.map((one) => ({
      table: one.table,
      kind: one.kind,
      after_days: one.afterDays,
      next_run_at: one.nextRunAt,
    })),
  }
}
