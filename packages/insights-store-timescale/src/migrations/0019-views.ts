import type { SchemaMigration } from './schema-migration.ts'

/**
 * From here on there are views and functions for people. They follow the registry's columns, so that they are made after
 * every migration (`views/make-views.ts`); this one sees to it that they are made at all.
 */
export const views: SchemaMigration = {
  name: '0019_views',
  async up(): Promise<void> {},
}
