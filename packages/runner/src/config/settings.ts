import { ACCOUNT_SETTINGS } from './account-settings.ts'
import { AIRBNB_SETTINGS } from './airbnb-settings.ts'
import { DATABASE_SETTINGS } from './database-settings.ts'
import { MOVE_SETTINGS } from './move-settings.ts'
import { NOTIFY_SETTINGS } from './notify-settings.ts'
import { OPERATOR_SETTINGS } from './operator-settings.ts'
import { OUTPUT_SETTINGS } from './output-settings.ts'
import { PROXY_SETTINGS } from './proxy-settings.ts'
import { SCHEDULE_SETTINGS } from './schedule-settings.ts'
import { SERVICE_HTTP_SETTINGS } from './service-settings.ts'
import type { Setting, SettingValue } from './setting.ts'
import { SQL_SETTINGS } from './sql-settings.ts'
import { SYNC_SETTINGS } from './sync-settings.ts'

/** Every setting there is, by the name that code uses. Flags, environment, help and docs are made from this. */
export const SETTINGS = {
  ...DATABASE_SETTINGS,
  ...AIRBNB_SETTINGS,
  ...PROXY_SETTINGS,
  ...SYNC_SETTINGS,
  ...SERVICE_HTTP_SETTINGS,
  ...SCHEDULE_SETTINGS,
  ...NOTIFY_SETTINGS,
  ...OPERATOR_SETTINGS,
  ...SQL_SETTINGS,
  ...OUTPUT_SETTINGS,
  ...ACCOUNT_SETTINGS,
  ...MOVE_SETTINGS,
}

/** Name of a setting in code, for example `baseUrl`. */
export type SettingName = keyof typeof SETTINGS

/** The parsed value of every setting. */
export type Settings = { [Name in SettingName]: SettingValue<(typeof SETTINGS)[Name]> }

/** All settings, each typed by what it parses to: what generic code indexes. */
export const DECLARED_SETTINGS: { readonly [Name in SettingName]: Setting<Settings[Name]> } = SETTINGS

/** The settings under the headings that help and docs show them. */
export const SETTING_GROUPS: readonly { title: string; names: readonly SettingName[] }[] = [
  { title: 'Database', names: namesOf(DATABASE_SETTINGS) },
  { title: 'Requests', names: [...namesOf(AIRBNB_SETTINGS), ...namesOf(PROXY_SETTINGS)] },
  { title: 'Sync', names: namesOf(SYNC_SETTINGS) },
  { title: 'Service', names: namesOf(SERVICE_HTTP_SETTINGS) },
  { title: 'Schedule', names: namesOf(SCHEDULE_SETTINGS) },
  { title: 'Notifications', names: namesOf(NOTIFY_SETTINGS) },
  { title: 'Operator', names: namesOf(OPERATOR_SETTINGS) },
  { title: 'SQL', names: namesOf(SQL_SETTINGS) },
  { title: 'An account', names: namesOf(ACCOUNT_SETTINGS) },
  { title: 'A move', names: namesOf(MOVE_SETTINGS) },
  { title: 'Output', names: namesOf(OUTPUT_SETTINGS) },
]

/** Names of all settings. */
export const SETTING_NAMES = namesOf(SETTINGS)

/** What opening the store takes. */
export const STORE_SETTING_NAMES = namesOf(DATABASE_SETTINGS)

/** Where a move goes. */
export const MOVE_SETTING_NAMES = namesOf(MOVE_SETTINGS)

/** How requests leave this network. */
export const PROXY_SETTING_NAMES = namesOf(PROXY_SETTINGS)

/** What a client takes, beside an account's credentials. */
export const CLIENT_SETTING_NAMES = [...namesOf(AIRBNB_SETTINGS), ...PROXY_SETTING_NAMES] as const

/** What signing in takes, where `--site` says which site is asked. */
export const LOGIN_SETTING_NAMES = [
  ...STORE_SETTING_NAMES,
  ...CLIENT_SETTING_NAMES.filter((name) => name !== 'baseUrl'),
] as const

/** What planning and running a sync takes, beside store and client. */
export const SYNC_SETTING_NAMES = namesOf(SYNC_SETTINGS)

/** What answering HTTP takes. */
export const SERVICE_HTTP_SETTING_NAMES = namesOf(SERVICE_HTTP_SETTINGS)

/** What scheduling, working and keeping the tables takes. */
const SCHEDULE_SETTING_NAMES = namesOf(SCHEDULE_SETTINGS)

/** Whom to tell, and when. */
export const NOTIFY_SETTING_NAMES = namesOf(NOTIFY_SETTINGS)

/** How `sql --serve` lets in. */
export const SQL_SETTING_NAMES = namesOf(SQL_SETTINGS)

/** Of a sync's settings those that say what is asked for. */
const SYNC_WINDOW_SETTING_NAMES = [
  'metrics',
  'lookbackWeeks',
  'lookaheadWeeks',
  'horizonWeeks',
  'canary',
] as const

/** What tells which metrics are asked for, how often and over how many weeks. */
export const METRIC_SETTING_NAMES = ['metrics', 'lookbackWeeks', 'lookaheadWeeks', 'horizonWeeks'] as const

/** The credentials of one account. */
export const ACCOUNT_SETTING_NAMES = namesOf(ACCOUNT_SETTINGS)

/** What the service takes. */
export const SERVE_SETTING_NAMES = [
  ...SERVICE_HTTP_SETTING_NAMES,
  ...SCHEDULE_SETTING_NAMES,
  ...NOTIFY_SETTING_NAMES,
  ...SYNC_WINDOW_SETTING_NAMES,
  ...STORE_SETTING_NAMES,
  ...CLIENT_SETTING_NAMES,
  ...ACCOUNT_SETTING_NAMES,
] as const

/** Which workers the operator of a cluster keeps. */
export const OPERATOR_SETTING_NAMES = namesOf(OPERATOR_SETTINGS)

/** What the operator takes: it tries accounts' sessions, and tells humans of accounts that have no worker. */
export const OPERATE_SETTING_NAMES = [
  ...OPERATOR_SETTING_NAMES,
  'host',
  'port',
  'shutdownTimeoutSeconds',
  ...NOTIFY_SETTING_NAMES,
  ...STORE_SETTING_NAMES,
  ...CLIENT_SETTING_NAMES,
] as const

/** What every command takes. */
export const OUTPUT_SETTING_NAMES = namesOf(OUTPUT_SETTINGS)

function namesOf<Group extends object>(group: Group): readonly (keyof Group)[] {
  return Object.keys(group).filter((name): name is keyof Group & string => Object.hasOwn(group, name))
}
