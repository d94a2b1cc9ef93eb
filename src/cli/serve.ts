import { randomBytes, randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { openPool } from '../batch/pool.ts';
import type { CommandOptions } from '../command-config.ts';
import { counted, messageOf, StitchError } from '../errors.ts';
import { createApp, type RequestEntry } from '../http/app.ts';
import { Gate } from '../http/gate.ts';
import { STATUSES } from '../http/problem.ts';
import { onGone, onSent, startServer } from '../http/server.ts';
import { Service } from '../http/service.ts';
import { openRepo, parsePlace } from '../repo/open-repo.ts';
import {
  parseServiceOptions,
  parseSigningKeys,
  type ServiceOptions,
  type SigningKeys,
} from '../service-config.ts';
import type { SoundMaker } from '../sound-maker.ts';
import { WarmStitcher } from '../warm-stitcher.ts';
import type { Io } from './io.ts';
import { GivenOptions } from './options.ts';
import { bucketSettings, cacheAddress, openCacheRepo } from './places.ts';
import { printable } from './table.ts';

declare const STITCH_VERSION: string;

const LOOPBACK = ['127.0.0.1', 'localhost', '::1'];

/** `stitch serve`: answers until it is told to stop. @throws StitchError usage/option, library/…, repo/…. */
export async function serve(command: Command, io: Io): Promise<void> {
  const given = new GivenOptions(command, io.env);
  const settings = given.parseCommandOptions();
  const service = parseServiceOptions(given.service(), given.nameOf);
  refuseOpenDoors(service);
  const keys = parseSigningKeys(io.env);
  const log = new RequestLog(io, settings);
  const stop = new Promise<void>((resolve) => io.onStop(resolve));
  const pool = openPool(settings.jobs, true);
  try {
    const stitcher = await openStitcher(settings, service, pool, io);
    const { clips } = await stitcher.library(service.langs?.[0] ?? 'en');
    if (clips.length === 0) {
      const what = `there is no .wav or .mp3 file in ${settings.root}; put the clips there or name another folder`;
      throw new StitchError('library/empty', what);
    }
    await stitcher.tryCache(); // what cannot be kept cannot be linked to
    await import('../sound-work.ts'); // now, and not while the first request waits
    let isStopping = false;
    const app = createApp({
      ...service,
      service: await openService(stitcher, settings, service, keys, io),
      gate: new Gate(service),
      hosts: service.token === undefined ? knownHosts(service) : undefined,
      version: STITCH_VERSION,
      mostAnswerBytes: Number.POSITIVE_INFINITY,
      requestId: () => randomUUID(),
      onAnswer: log.add,
      onGone,
      onSent,
      isStopping: () => isStopping,
    });
    const server = await startServer((request, env) => app.fetch(request, env), service);
    const what = `${counted(clips.length, 'clip')} of ${printable(settings.root)}`;
    await io.stdout.write(`${server.url} serves ${what}\n`);
    const talks = !settings.quiet && !settings.json;
    if (keys.length === 0 && talks) await io.stderr.write(`${NO_KEY}\n`);
    await stop;
    isStopping = true;
    await server.stop();
    await log.flush();
    if (talks) await io.stderr.write(`stopped after ${counted(log.count, 'request')}\n`);
  } finally {
    await pool.close();
  }
}

const NO_KEY = 'links last for as long as this program runs, for STITCH_SIGNING_KEY is not set';

async function openStitcher(
  settings: CommandOptions,
  service: ServiceOptions,
  maker: SoundMaker,
  io: Io,
): Promise<WarmStitcher> {
  return new WarmStitcher(await openRepo(settings.root, bucketSettings(settings)), {
    ...service,
    cache: await openCacheRepo(settings, io),
    maker,
    now: io.now,
    onTrouble: (warning) => void io.stderr.write(`warning: ${printable(warning)}\n`),
  });
}

async function openService(
  stitcher: WarmStitcher,
  settings: CommandOptions,
  service: ServiceOptions,
  keys: SigningKeys,
  io: Io,
): Promise<Service> {
  const address = await cacheAddress(settings, io);
  const own = keys.length > 0 ? keys : [randomBytes(32).toString('hex')];
  return new Service({
    stitcher,
    limits: service,
    langs: service.langs,
    keys: async () => own,
    linkSeconds: service.linkSeconds,
    linksToStorage: address !== null && parsePlace(address).kind === 'bucket',
    nowMs: io.nowMs,
    version: STITCH_VERSION,
  });
}

/** Whoever can reach another address than this machine's own could ask. @throws StitchError usage/option. */
function refuseOpenDoors({ host, token, allowAnonymous }: ServiceOptions): void {
  if (LOOPBACK.includes(host) || token !== undefined || allowAnonymous) return;
  const what = `--host ${host} lets others ask; give --token, or --allow-anonymous if anyone may`;
  throw new StitchError('usage/option', what);
}

/** The names that a service without a token answers to, unless anyone may ask. */
function knownHosts({
  host,
  allowAnonymous,
  publicUrl,
}: ServiceOptions): readonly string[] | undefined {
  if (allowAnonymous) return undefined;
  const own = publicUrl === undefined ? [] : [new URL(publicUrl).hostname];
  return [...LOOPBACK, '[::1]', host, ...own];
}

/** Writes a line for each request, many at once where they come fast. */
class RequestLog {
  count = 0;
  private readonly io: Io;
  private readonly isQuiet: boolean;
  private readonly asJson: boolean;
  private lines: string[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(io: Io, { quiet, json }: { readonly quiet: boolean; readonly json: boolean }) {
    this.io = io;
    this.isQuiet = quiet;
    this.asJson = json;
  }

  readonly add = (entry: RequestEntry): void => {
    this.count++;
    // What fails within is told to the operator alone, and always.
    const isInner = entry.error !== undefined && entry.status >= 500;
    if (this.isQuiet && !isInner) return;
    const time = new Date().toISOString();
    this.lines.push(this.asJson ? jsonLine(entry, time) : line(entry, time));
    if (isInner && !this.asJson) this.lines.push(`  ${printable(messageOf(entry.error))}\n`);
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_MS);
  };

  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const text = this.lines.join('');
    this.lines = [];
    if (text !== '') await this.io.stderr.write(text);
  }
}

const FLUSH_MS = 50;

function line(entry: RequestEntry, time: string): string {
  const { method, path, status, tookMs, requestId, clips, cached, code } = entry;
  const facts = [
    clips !== undefined && counted(clips, 'clip'),
    cached && 'cached',
    code,
    requestId,
  ].filter(Boolean);
  return `${time} ${printable(method)} ${printable(path)} ${status} ${tookMs.toFixed(1)} ms ${facts.join(' ')}\n`;
}

function jsonLine({ error, ...entry }: RequestEntry, time: string): string {
  const inner =
    error !== undefined && STATUSES[entry.code!] >= 500 ? { error: messageOf(error) } : {};
  return `${JSON.stringify({ time, ...entry, ...inner })}\n`;
}
