import * as z from 'zod/mini';
import { numeric } from './schemas.ts';

/** Seconds of silence by default. */
export const DEFAULT_PAUSES = { commaSeconds: 0.25, stopSeconds: 0.5, lineSeconds: 0.8 };

/** A number of seconds of silence. */
const seconds = () => numeric(0, 60);

/** Seconds for comma, stop and line break as text: "0.25,0.5,0.8". */
const pausesText = z.pipe(
  z.string().check(z.regex(/^\d+(\.\d+)?(,\d+(\.\d+)?){2}$/)),
  z.transform((given) => {
    const [commaSeconds = 0, stopSeconds = 0, lineSeconds = 0] = given.split(',').map(Number);
    return { commaSeconds, stopSeconds, lineSeconds };
  }),
);
const fields = z.object({
  commaSeconds: z._default(seconds(), DEFAULT_PAUSES.commaSeconds),
  stopSeconds: z._default(seconds(), DEFAULT_PAUSES.stopSeconds),
  lineSeconds: z._default(seconds(), DEFAULT_PAUSES.lineSeconds),
});
/** Pauses for programs and the command line: text, or an object. */
export const pauses = z.pipe(z.union([pausesText, z.record(z.string(), z.unknown())]), fields);

/** Pauses in requests: the same text, or an object. */
export function pausesRequest() {
  const named = z.pipe(
    z.strictObject({
      comma_seconds: z._default(seconds(), DEFAULT_PAUSES.commaSeconds),
      stop_seconds: z._default(seconds(), DEFAULT_PAUSES.stopSeconds),
      line_seconds: z._default(seconds(), DEFAULT_PAUSES.lineSeconds),
    }),
    z.transform((given) => ({
      commaSeconds: given.comma_seconds,
      stopSeconds: given.stop_seconds,
      lineSeconds: given.line_seconds,
    })),
  );
  // Text is checked only after it is split.
  const inRange = z.number().check(z.gte(0), z.lte(60));
  return z.pipe(
    z.union([pausesText, named]),
    z.object({ commaSeconds: inRange, stopSeconds: inRange, lineSeconds: inRange }),
  );
}
