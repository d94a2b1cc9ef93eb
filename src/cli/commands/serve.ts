import { randomBytes, randomUUID } from 'node:crypto';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import type { Command } from 'commander';
import { CLIP_EXTENSIONS_TEXT } from '../../decode/clip-names.ts';
import { StitchError } from '../../errors.ts';
import { createApp } from '../../http/app.ts';
import { ConcurrencyLimiter } from '../../http/concurrency-limiter.ts';
import { type CheckedParts, probeOutput } from '../../http/health.ts';
import { onGone, onSent, type ServerSettings, startServer } from '../../http/server.ts';
import { Service } from '../../http/service.ts';
import { serviceStitcher } from '../../http/service-stitcher.ts';
import { refuseUnknownLanguage } from '../../library/language-lookup.ts';
import { type LibraryRoots, openRoots } from '../../library/roots.ts';
import type { CommandOptions } from '../../options/command.ts';
import { DEFAULT_LANG, parseOptions } from '../../options/render.ts';
import {
  parseServiceOptions,
  SERVICE_OPTIONS,
  type ServiceOptions,
} from '../../options/service.ts';
import { parseSigningKeys, type SigningKeys } from '../../options/signing-keys.ts';
import { parseStudioOptions, STUDIO_OPTIONS } from '../../options/studio.ts';
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
import { readInput } from '../read-input.ts';
import { printable } from '../report/table.ts';
import { RequestLog } from '../request-log.ts';
import { makeFolders, openStudio, showStudio } from '../studio.ts';

declare const STITCH_VERSION: string;

const LOOPBACK = ['127.0.0.1', 'localhost', '::1'];

/** `stitch serve`: answers requests until it is stopped. @throws StitchError usage/option, library/…, repo/…. */
export async function serve(command: Command, io: Io): Promise<void> {
  const given = new GivenOptions(command, io, [...SERVICE_OPTIONS, ...STUDIO_OPTIONS]);
  const settings = given.parseCommandOptions();
  const asked = parseServiceOptions(given.valuesOf(SERVICE_OPTIONS), given.nameOf);
  const isStudio = command.name() === 'studio';
  const hasStudio = isStudio || command.opts().studio === true;
  if (hasStudio) refuseAnonymousStudio(asked);
  else refuseStudioOptions(given, settings);
  // Other machines come to the studio with its link, and to nothing else.
  const token = asked.token ?? (isStudio && !isLoopback(asked) ? randomUUID() : undefined);
  const service = { ...asked, token };
  refuseOpenHost(service);
  const studio = hasStudio
    ? parseStudioOptions(given.valuesOf(STUDIO_OPTIONS), given.nameOf)
    : null;
  const { lang } = parseOptions(given.render(), given.nameOf);
  if (hasStudio) await refuseUnknownLanguage(lang, 'lang');
  const keys = parseSigningKeys(io.env);
  const log = new RequestLog(io, settings);
  const stop = new Promise<void>((resolve) => io.onStop(resolve));
  const pool = openWorkerPool(settings.jobs, 'separate');
  try {
    const mayLack = studio !== null;
    const roots = await openRoots(settings.roots, { ...rootSettings(settings), mayLack });
    if (studio !== null) await makeFolders(settings.roots, io);
    const storage = { input: roots.repo, output: await openCacheRepo(settings, io) };
    const stitcher = openStitcher(roots, storage.output, service, pool, mayLack, io);
    const offer = studio === null ? await offerOf(stitcher, roots.address, service) : 'the studio';
    // Links lead to the cache.
    if (storage.output !== null) await probeOutput(storage.output);
    await import('../../render/worker/jobs.ts'); // before the first request
    let isStopping = false;
    const hosts = knownHosts(service);
    const opened =
      studio === null
        ? null
        : await openStudio({ stitcher, roots, worker: pool, lang, hosts }, studio, settings);
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
      hosts: service.token === undefined && !service.allowAnonymous ? hosts : undefined,
      version: STITCH_VERSION,
      maxResponseBytes: Number.POSITIVE_INFINITY,
      requestId: () => randomUUID(),
      onResponse: log.add,
      onGone,
      onSent,
      isStopping: () => isStopping,
      addStudio: opened?.add,
    });
    const tls = await readTls(service);
    const server = await startServer((request, env) => app.fetch(request, env), {
      ...service,
      tls,
    });
    await io.stdout.write(`${server.url} serves ${printable(offer)}\n`);
    const talks = !settings.quiet && !settings.json;
    const url = service.publicUrl ?? reachable(server.url, service.host);
    if (opened !== null) await showStudio(opened, url, studio!, io);
    if (keys.length === 0 && talks && studio === null) await io.stderr.write(`${NO_KEY}\n`);
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
  mayBeEmpty: boolean,
  io: Io,
): Stitcher {
  return createStitcher(roots, {
    ...serviceStitcher(service),
    mayBeEmpty,
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

function isLoopback({ host }: Pick<ServiceOptions, 'host'>): boolean {
  return LOOPBACK.includes(host);
}

/** Refuses a host that others can reach, without a token. @throws StitchError usage/option. */
function refuseOpenHost({ host, token, allowAnonymous }: ServiceOptions): void {
  if (isLoopback({ host }) || token !== undefined || allowAnonymous) return;
  const what = `--host ${host} is open to other machines; give --token, or --allow-anonymous to let anyone call`;
  throw new StitchError('usage/option', what);
}

/** Refuses options of the studio where it is not served. @throws StitchError usage/option. */
function refuseStudioOptions(given: GivenOptions, { template }: CommandOptions): void {
  const { rows, open } = given.valuesOf(STUDIO_OPTIONS);
  const option = rows !== undefined ? 'rows' : open ? 'open' : template ? 'template' : null;
  if (option === null) return;
  const what = 'this is for the studio; give --studio, too, or leave it out';
  throw new StitchError('usage/option', what, { details: { option } });
}

/** The studio writes clips: whoever uses it has to be let in. @throws StitchError usage/option. */
function refuseAnonymousStudio({ allowAnonymous }: ServiceOptions): void {
  if (!allowAnonymous) return;
  const what = 'the studio is never open to anyone; leave --allow-anonymous out';
  throw new StitchError('usage/option', what, { details: { option: 'allowAnonymous' } });
}

/** The host names that the service answers to. */
function knownHosts({ host, publicUrl }: ServiceOptions): readonly string[] {
  const own = publicUrl === undefined ? [] : [new URL(publicUrl).hostname];
  const addresses = isEvery(host) ? addressesOf(() => true) : [];
  return [...LOOPBACK, '[::1]', host, ...own, ...addresses];
}

/** Whether a host stands for all addresses of this machine. */
function isEvery(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

/** An address that other machines know, where the server listens on all. */
function reachable(url: string, host: string): string {
  if (!isEvery(host)) return url;
  const [outer = '127.0.0.1'] = addressesOf(
    ({ internal, family }) => !internal && family === 'IPv4',
  );
  const changed = new URL(url);
  changed.hostname = outer;
  return changed.origin;
}

function addressesOf(wanted: (of: NetworkInterfaceInfo) => boolean): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((own) => own ?? []);
  return all.filter(wanted).map(({ address }) => address);
}

/** The certificate and its key; undefined for none. @throws StitchError usage/option, repo/…. */
async function readTls({ tlsCert, tlsKey }: ServiceOptions): Promise<ServerSettings['tls']> {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined) {
    const option = tlsCert === undefined ? 'tlsCert' : 'tlsKey';
    const what = 'HTTPS needs a certificate and its key; give both';
    throw new StitchError('usage/option', what, { details: { option } });
  }
  const [cert, key] = await Promise.all([tlsCert, tlsKey].map((file) => readInput(file)));
  return { cert: Buffer.from(cert!), key: Buffer.from(key!) };
}
