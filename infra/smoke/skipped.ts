/** Skips a check; the message has the reason. */
export class Skipped extends Error {}
