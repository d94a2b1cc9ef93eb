import { randomBytes, randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { CLIP_EXTENSIONS_TEXT } from '../../decode/clip-names.ts';
import { messageOf, StitchError } from '../../errors.ts';
import { createApp, type RequestEntry } from '../../http/app.ts';
import { ConcurrencyLimiter } from '../../http/concurrency-limiter.ts';
import { type CheckedParts, probeOutput } from '../../http/health.ts';
import { HTTP_STATUS } from '../../http/problem.ts';
import { onGone, onSent, startServer } from '../../http/server.ts';
import { Service } from '../../http/service.ts';
import { serviceStitcher } from '../../http/service-stitcher.ts';
import { refuseUnknownLanguage } from '../../library/language-lookup.ts';
import { type LibraryRoots, openRoots } from '../../library/roots.ts';
import type { CommandOptions } from '../../options/command.ts';
import { DEFAULT_LANG } from '../../options/render.ts';
import {
  parseServiceOptions,
  parseSigningKeys,
  SERVICE_OPTIONS,
  type ServiceOptions,
  type SigningKeys,
} from '../../options/service.ts';
import type { AudioWorker } from '../../render/worker/audio-worker.ts';
import { openWorkerPool } from '../../render/worker/pool.ts';
import { parsePlace } from '../../repo/open-repo.ts';
import type { Repo } from '../../repo/repo.ts';
import { createStitcher, type Stitcher } from '../../stitcher.ts';
import { listed } from '../../util/listed.ts';
import { plural } from '../../util/plural.ts';
import type { Io } from '../io.ts';
import { cacheAddress, openCacheRepo, rootSettings } from '../locations.ts';
import { GivenOptions } from '../options.ts';
import { printable } from '../report/table.ts';

declare const STITCH_VERSION: string;

const LOOPBACK = ['127.0.0.1', 'localhost', '::1'];

/** `stitch serve`: answers requests until it is stopped. @throws StitchError usage/option, library/…, repo/…. */
export async function serve(command: Command, io: Io): Promise<void> {
  const given = new GivenOptions(command, io, SERVICE_OPTIONS);
  const settings = given.parseCommandOptions();
  const service = parseServiceOptions(given.valuesOf(SERVICE_OPTIONS), given.nameOf);
  refuseOpenHost(service);
  const keys = parseSigningKeys(io.env);
  const log = new RequestLog(io, settings);
  const stop = new Promise<void>((resolve) => io.onStop(resolve));
  const pool = openWorkerPool(settings.jobs, 'separate');
  try {
    const roots = await openRoots(settings.roots, rootSettings(settings));
    const storage = { input: roots.repo, output: await openCacheRepo(settings, io) };
    const stitcher = openStitcher(roots, storage.output, service, pool, io);
    const offer = await offerOf(stitcher, roots.address, service);
    // Links lead to the cache.
    if (storage.output !== null) await probeOutput(storage.output);
    await import('../../render/worker/jobs.ts'); // before the first request
    let isStopping = false;
    const app = createApp({
      ...service,
      service: await openService(
        { stitcher, ...storage, worker: pool },
        settings,
        service,
        keys,
        io,
      ),
      limiter: new ConcurrencyLimiter(service),
      hosts: service.token === undefined ? knownHosts(service) : undefined,
      version: STITCH_VERSION,
      maxResponseBytes: Number.POSITIVE_INFINITY,
      requestId: () => randomUUID(),
      onResponse: log.add,
      onGone,
      onSent,
      isStopping: () => isStopping,
    });
    const server = await startServer((request, env) => app.fetch(request, env), service);
    await io.stdout.write(`${server.url} serves ${printable(offer)}\n`);
    const talks = !settings.quiet && !settings.json;
    if (keys.length === 0 && talks) await io.stderr.write(`${NO_KEY}\n`);
    await stop;
    isStopping = true;
    await server.stop();
    await log.flush();
    if (talks) await io.stderr.write(`stopped after ${plural(log.count, 'request')}\n`);
  } finally {
    await pool.close();
  }
}

const NO_KEY = 'links stop working when this program stops; set STITCH_SIGNING_KEY to keep them';

/** Describes the library of the service. @throws StitchError library/… for an empty one; repo/…. */
async function offerOf(
  stitcher: Stitcher,
  address: string,
  { langs }: ServiceOptions,
): Promise<string> {
  for (const lang of langs ?? []) await refuseUnknownLanguage(lang, 'langs');
  const languages = await stitcher.languages();
  const lang = langs?.[0] ?? languages?.[0] ?? DEFAULT_LANG;
  const { clips, language } = await stitcher.library(lang);
  if (clips.length === 0) {
    const what = `${address} has no ${CLIP_EXTENSIONS_TEXT} file; put clips there, or name another folder`;
    throw new StitchError('library/empty', what);
  }
  const count = plural(clips.length, 'clip');
  if (languages === null) return `${count} of ${address}`;
  const others = languages.filter((each) => each !== language);
  const more = others.length === 0 ? '' : `, and clips for ${listed(others, 'and')}`;
  return `${count} for ${language}${more}, of ${address}`;
}

function openStitcher(
  roots: LibraryRoots,
  output: Repo | null,
  service: ServiceOptions,
  worker: AudioWorker,
  io: Io,
): Stitcher {
  return createStitcher(roots, {
    ...serviceStitcher(service),
    cache: output,
    worker,
    nowMs: io.now,
    onWarning: (warning) => void io.stderr.write(`warning: ${printable(warning)}\n`),
  });
}

async function openService(
  parts: CheckedParts & { readonly stitcher: Stitcher },
  settings: CommandOptions,
  service: ServiceOptions,
  keys: SigningKeys,
  io: Io,
): Promise<Service> {
  const address = await cacheAddress(settings, io);
  const own = keys.length > 0 ? keys : [randomBytes(32).toString('hex')];
  return new Service({
    ...parts,
    limits: service,
    langs: service.langs,
    keys: async () => own,
    linkSeconds: service.linkSeconds,
    linksToStorage: address !== null && parsePlace(address).kind === 'bucket',
    nowMs: io.nowMs,
    version: STITCH_VERSION,
  });
}

/** Refuses a host that others can reach, without a token. @throws StitchError usage/option. */
function refuseOpenHost({ host, token, allowAnonymous }: ServiceOptions): void {
  if (LOOPBACK.includes(host) || token !== undefined || allowAnonymous) return;
  const what = `--host ${host} is open to other machines; give --token, or --allow-anonymous to let anyone call`;
  throw new StitchError('usage/option', what);
}

/** The host names that a service without a token accepts; undefined for any. */
function knownHosts({
  host,
  allowAnonymous,
  publicUrl,
}: ServiceOptions): readonly string[] | undefined {
  if (allowAnonymous) return undefined;
  const own = publicUrl === undefined ? [] : [new URL(publicUrl).hostname];
  return [...LOOPBACK, '[::1]', host, ...own];
}

/** Writes a line for each request, in batches. */
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
    // Internal failures are logged even with --quiet; callers do not see them.
    const isInternal = entry.error !== undefined && entry.status >= 500;
    if (this.isQuiet && !isInternal) return;
    const time = new Date().toISOString();
    this.lines.push(this.asJson ? jsonLine(entry, time) : line(entry, time));
    if (isInternal && !this.asJson) this.lines.push(`  ${printable(messageOf(entry.error))}\n`);
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
    clips !== undefined && plural(clips, 'clip'),
    cached && 'cached',
    code,
    requestId,
  ].filter(Boolean);
  return `${time} ${printable(method)} ${printable(path)} ${status} ${tookMs.toFixed(1)} ms ${facts.join(' ')}\n`;
}

function jsonLine({ error, ...entry }: RequestEntry, time: string): string {
  const inner =
    error !== undefined && HTTP_STATUS[entry.code!] >= 500 ? { error: messageOf(error) } : {};
  return `${JSON.stringify({ time, ...entry, ...inner })}\n`;
}
