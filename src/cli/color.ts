import type { Io, Output } from './io.ts';

/** Beginnings of lines that a reader should notice, and their colour in SGR (ECMA-48): red, yellow. */
const STYLES = [
  [/^(stitch:)(?= )/gm, 31],
  [/^(warning:|fault:|conflict:)(?= )/gm, 33],
] as const;

/**
 * Colours the first word of errors and warnings on terminals, or as FORCE_COLOR and NO_COLOR say
 * (no-color.org, force-color.org).
 */
export function inColor(output: Output, env: Io['env']): Output {
  return {
    get isTty() {
      return output.isTty;
    },
    write: (data) =>
      output.write(typeof data === 'string' && wantsColor(output, env) ? painted(data) : data),
  };
}

function wantsColor(output: Output, { FORCE_COLOR, NO_COLOR, TERM }: Io['env']): boolean {
  if (FORCE_COLOR) return FORCE_COLOR !== '0';
  return !NO_COLOR && output.isTty && TERM !== 'dumb';
}

function painted(text: string): string {
  return STYLES.reduce(
    (done, [pattern, color]) => done.replace(pattern, `\u001b[${color}m$1\u001b[39m`),
    text,
  );
}
