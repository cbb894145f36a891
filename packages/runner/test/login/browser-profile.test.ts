import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeProfile, removeProfile, removeStaleProfiles } from '../../src/login/browser-profile.ts'

let among: string
beforeEach(() => {
  among = mkdtempSync(join(tmpdir(), 'airbnb-insights-profiles-'))
})
afterEach(() => rmSync(among, { recursive: true, force: true }))

/** The id of a process that has ended. */
const endedPid = (): number => spawnSync(process.execPath, ['--version']).pid

it('a profile is its owner’s alone, and goes whole', async () => {
  const profile = await makeProfile(among)
  expect(statSync(profile).mode & 0o777).toBe(0o700)
  writeFileSync(join(profile, 'Cookies'), 'a session')
  await removeProfile(profile)
  expect(existsSync(profile)).toBe(false)
})

it('what a process left behind that has ended goes, what one is using stays', async () => {
  const used = await makeProfile(among)
  const left = join(among, `airbnb-insights-login-${String(endedPid())}-abc123`)
  mkdirSync(join(left, 'Default'), { recursive: true })
  writeFileSync(join(left, 'Default', 'Cookies'), 'a session')
  await removeStaleProfiles(among)
  expect([existsSync(used), existsSync(left)]).toEqual([true, false])
})

it('one of before yesterday goes whoever has its number now', async () => {
  const profile = await makeProfile(among)
  const before = new Date(Date.now() - 25 * 3_600_000)
  utimesSync(profile, before, before)
  await removeStaleProfiles(among)
  expect(existsSync(profile)).toBe(false)
})

it('nothing else is touched, and a link is not followed', async () => {
  const others = join(among, 'others')
  mkdirSync(others)
  writeFileSync(join(others, 'file'), '')
  symlinkSync(others, join(among, `airbnb-insights-login-${String(endedPid())}-link`))
  mkdirSync(join(among, 'airbnb-insights-login-x'))
  await removeStaleProfiles(among)
  expect(existsSync(join(others, 'file'))).toBe(true)
  expect(existsSync(join(among, 'airbnb-insights-login-x'))).toBe(true)
  await removeStaleProfiles(join(among, 'not-there'))
})
