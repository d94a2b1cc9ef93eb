/** A day of the Ethiopic calendar: months 1 to 13, years of the Incarnation Era (ዓመተ ምሕረት). */
export interface EthiopicDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Julian day number from which the calendar's four-year cycles count, one year before its year 1. */
const EPOCH = 1_723_856;
/** Julian day number of 1 January 1970. */
const UNIX_EPOCH = 2_440_588;
const MS_PER_DAY = 86_400_000;
/** Days of a cycle of four years, of which the last day is the leap day. */
const CYCLE = 1461;

/**
 * Converts a Gregorian date by the algorithm of Beyene and Kudlek (geez.org/Calendars). A test compares it with
 * `Intl`'s ca-ethiopic.
 * @param month 1 to 12. @param day 1 to 31.
 */
export function toEthiopic(year: number, month: number, day: number): EthiopicDate {
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  const days = Math.floor(at.getTime() / MS_PER_DAY) + UNIX_EPOCH - EPOCH;
  const inCycle = ((days % CYCLE) + CYCLE) % CYCLE;
  const isLeapDay = inCycle === CYCLE - 1;
  const dayOfYear = isLeapDay ? 365 : inCycle % 365;
  return {
    year: 4 * Math.floor(days / CYCLE) + Math.floor(inCycle / 365) - Number(isLeapDay),
    month: Math.floor(dayOfYear / 30) + 1,
    day: (dayOfYear % 30) + 1,
  };
}
