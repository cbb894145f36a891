import { drawBetween, mix } from './integer-hash.ts'

/** Nights in a row that are taken: by a guest who booked, or by the host or another site. */
export interface Stay {
  /** The first night, as a day number. */
  checkIn: number
  nights: number
  /** The day on which it was booked or blocked; known from that day on. */
  bookedOn: number
  /** Blocked: taken, but no booking of the API's. */
  blocked: boolean
  hash: number
}

/** What decides a listing's stays. */
export interface Letting {
  hash: number
  /** So many nights of a hundred are taken in the end. */
  takenPercent: number
  /** So many stays of a hundred are blocked nights. */
  blockedPercent: number
}

/** Stays are drawn for so many nights at a time, and end there at the latest. */
const BLOCK_NIGHTS = 128

const STAY_NIGHTS = [1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5, 6, 7, 9] as const
const BLOCKED_NIGHTS = [2, 2, 3, 4, 5, 7, 8, 12] as const
/** Free nights between stays, where half of all nights are taken. */
const FREE_NIGHTS = [0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 9, 12, 18] as const
/** Days from booking to check-in: one stay in sixteen between each two, a median of four weeks, some months ahead. */
const BOOKED_AHEAD = [0, 2, 4, 7, 10, 14, 18, 23, 28, 34, 41, 48, 56, 65, 75, 90, 140] as const
const BLOCKED_AHEAD = [1, 5, 12, 22, 36, 52, 70, 95, 140] as const

const SALT = { nights: 71, free: 72, ahead: 73, within: 74, blocked: 75, offset: 76 } as const

/** The stay that a night belongs to in the end, whenever it is booked; `null`: the night stays free. */
type StayCalendar = (night: number) => Stay | null

/** A listing's stays, drawn as far as they are asked for. */
export function stayCalendar(letting: Letting): StayCalendar {
  // Each listing's blocks begin on other days, so that no day is special.
  const offset = mix(letting.hash, SALT.offset) % BLOCK_NIGHTS
  const blocks = new Map<number, readonly (Stay | null)[]>()
  return (night) => {
    const start = Math.floor((night - offset) / BLOCK_NIGHTS) * BLOCK_NIGHTS + offset
    const block = blocks.get(start) ?? drawBlock(letting, start)
    blocks.set(start, block)
    return block[night - start] ?? null
  }
}

function drawBlock(letting: Letting, start: number): readonly (Stay | null)[] {
  const nights = Array.from({ length: BLOCK_NIGHTS }, (): Stay | null => null)
  const end = start + BLOCK_NIGHTS
  for (let day = start + freeNights(letting, start); day < end; ) {
    const stay = drawStay(letting, day, end - day)
    nights.fill(stay, day - start, day - start + stay.nights)
    day += stay.nights
    day += freeNights(letting, day)
  }
  return nights
}

function drawStay({ hash: listing, blockedPercent }: Letting, checkIn: number, most: number): Stay {
  const hash = mix(listing, checkIn)
  const blocked = mix(hash, SALT.blocked) % 100 < blockedPercent
  const nights = pick(blocked ? BLOCKED_NIGHTS : STAY_NIGHTS, mix(hash, SALT.nights))
  const ahead = blocked ? BLOCKED_AHEAD : BOOKED_AHEAD
  const at = mix(hash, SALT.ahead) % (ahead.length - 1)
  const days = drawBetween(mix(hash, SALT.within), ahead[at] ?? 0, (ahead[at + 1] ?? 1) - 1)
  return { checkIn, nights: Math.min(nights, most), bookedOn: checkIn - days, blocked, hash }
}

function freeNights({ hash, takenPercent }: Letting, day: number): number {
  const draw = mix(mix(hash, day), SALT.free)
  const scaled = pick(FREE_NIGHTS, draw) * ((100 - takenPercent) / takenPercent)
  return Math.floor(scaled + (mix(draw, 1) % 100) / 100)
}

function pick(values: readonly number[], hash: number): number {
  return values[hash % values.length] ?? 0
}
