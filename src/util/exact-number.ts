/** Digits that every number holds exactly. */
const MAX_DIGITS = 15;

/**
 * Whether a number is surely written as it was: one with more digits than numbers hold has become another one
 * when it was read, and an account's would be said wrong.
 */
export function roundTripsExactly(value: number): boolean {
  const text = String(value);
  return /^-?[\d.]+$/.test(text) && text.replace(/\D/g, '').length <= MAX_DIGITS;
}
