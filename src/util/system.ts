import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

/** Clock, process and randomness: everything that code below the adapters takes from outside. */
export interface System {
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Name of this machine, which tells its processes from those of others. */
  readonly machine: string;
  /** Id of this process. */
  readonly pid: number;
  /** True for the id of a process that runs on this machine. */
  readonly isRunning: (pid: number) => boolean;
  /** Random number in [0, 1). */
  readonly random: () => number;
  /** Hexadecimal digits that no other call returns, in this thread or any other. */
  readonly uniqueHex: () => string;
}

/** Parts of a system to replace; an undefined part keeps its default. */
export type SystemOverrides = { readonly [K in keyof System]?: System[K] | undefined };

const THREAD_HEX = randomBytes(6).toString('hex');
let calls = 0;

/** Real system of this process: the one default wherever an adapter or a test gives no other. */
const realSystem: System = {
  nowMs: () => Date.now(),
  env: process.env,
  machine: hostname(),
  pid: process.pid,
  isRunning,
  random: Math.random,
  uniqueHex: () => THREAD_HEX + (calls++).toString(16).padStart(8, '0'),
};

/** Builds a system: the real one, with some parts replaced. */
export function systemWith(overrides: SystemOverrides = {}): System {
  const given = Object.entries(overrides).filter(([, part]) => part !== undefined);
  return given.length === 0 ? realSystem : { ...realSystem, ...Object.fromEntries(given) };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
