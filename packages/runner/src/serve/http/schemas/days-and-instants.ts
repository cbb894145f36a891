import { z } from 'zod'

/** A calendar day without zone. */
export const calendarDay = z.iso.date().meta({ examples: ['2026-06-15'] })

/** An instant in a response, which is described and not checked again: given as a Date, sent as ISO 8601 in UTC. */
export const instant = z.date()
