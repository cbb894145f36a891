import { afterAll, describe, expect, it } from 'vitest'
import { timescaleAvailable } from '../../../../scripts/test-database.ts'
import { createTestRole } from '../../../../scripts/test-role.ts'
import { CliFolder } from '../cli/cli-folder.ts'

const folder = new CliFolder()
afterAll(() => folder[Symbol.dispose]())

describe.runIf(timescaleAvailable())('migrate up by a role that may not make schemas', () => {
  it('works where an administrator has made both', async () => {
    await using role = await createTestRole()
    await role.administer('CREATE SCHEMA airbnb AUTHORIZATION ROLE_NAME')
    await role.administer(
      'CREATE SCHEMA airbnb_queue; GRANT USAGE, CREATE ON SCHEMA airbnb_queue TO ROLE_NAME',
    )
    const env = { DATABASE_URL: role.url }
    const up = await folder.run(['migrate', 'up'], { env })
    expect([up.code, up.stderr]).toEqual([0, ''])
    expect(up.stdout).toContain('made the queue, in the schema airbnb_queue')
    expect((await folder.run(['migrate', 'status'], { env })).code).toBe(0)
    // Once more there is nothing to do, and nothing to have rights for.
    expect((await folder.run(['migrate', 'up'], { env })).code).toBe(0)
  })

  it('says the cause, that nothing was changed, and what to grant, where it has no right to the schema', async () => {
    await using role = await createTestRole()
    const env = { DATABASE_URL: role.url }
    const grant = `CREATE SCHEMA airbnb AUTHORIZATION ${role.name};`
    const none = await folder.run(['migrate', 'up'], { env })
    expect(none.code).toBe(3)
    expect(none.stdout).toBe('')
    expect(none.stderr).toMatch(
      /^airbnb-insights: The schema could not be migrated: permission denied for database/,
    )
    expect(none.stderr).toContain(grant)
    expect(none.stderr).toContain('Nothing was changed.')
    expect((await folder.run(['doctor', '--offline'], { env })).stdout).toContain(grant)

    await role.administer('CREATE SCHEMA airbnb; GRANT USAGE ON SCHEMA airbnb TO ROLE_NAME')
    const unusable = await folder.run(['migrate', 'up'], { env })
    expect(unusable.code).toBe(3)
    expect(unusable.stderr).toContain('permission denied for schema airbnb')
    expect(unusable.stderr).toContain(`GRANT USAGE, CREATE ON SCHEMA airbnb TO ${role.name};`)
    expect(unusable.stderr).not.toContain('current transaction is aborted')
  })

  it('says what is done and what is missing where the queue alone cannot be made; what it names helps', async () => {
    await using role = await createTestRole()
    await role.administer('CREATE SCHEMA airbnb AUTHORIZATION ROLE_NAME')
    const env = { DATABASE_URL: role.url }
    const half = await folder.run(['migrate', 'up'], { env })
    expect(half.code).toBe(3)
    expect(half.stdout).toContain('✓ applied 0001_insights_tables')
    const grant = `CREATE SCHEMA airbnb_queue AUTHORIZATION ${role.name};`
    expect(half.stderr).toMatch(
      /^airbnb-insights: The service's queue could not be made in the schema airbnb_queue: permission denied for database/,
    )
    expect(half.stderr).toContain(grant)
    // All else works meanwhile, and doctor says the same.
    const doctor = await folder.run(['doctor', '--offline', '--allow-plaintext-credentials'], { env })
    expect(doctor.stdout).toMatch(/✓ migrations/)
    expect(doctor.stdout).toContain(grant)

    await role.administer(grant)
    const whole = await folder.run(['migrate', 'up'], { env })
    expect([whole.code, whole.stderr]).toEqual([0, ''])
  })

  it('names who owns the tables where that is somebody else', async () => {
    await using role = await createTestRole()
    const owner = { DATABASE_URL: role.adminUrl }
    expect((await folder.run(['migrate', 'up'], { env: owner })).code).toBe(0)
    await role.administer(
      "GRANT USAGE, CREATE ON SCHEMA airbnb TO ROLE_NAME; DELETE FROM airbnb.store_migrations WHERE name LIKE '0007%'",
    )
    const foreign = await folder.run(['migrate', 'up'], { env: { DATABASE_URL: role.url } })
    expect(foreign.code).toBe(3)
    expect(foreign.stderr).toContain('permission denied for table store_migrations')
    expect(foreign.stderr).toMatch(new RegExp(`GRANT \\S+ TO ${role.name};`))
  })
})
