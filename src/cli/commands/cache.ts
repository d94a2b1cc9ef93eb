import type { Command } from 'commander';
import {
  type CacheInfo,
  type CacheItem,
  cacheItems,
  itemsToPrune,
  removeItems,
  summarize,
} from '../../cache/prune.ts';
import { StitchError } from '../../errors.ts';
import type { CommandOptionName, CommandOptions } from '../../options/command.ts';
import { openRepo, parsePlace } from '../../repo/open-repo.ts';
import type { Repo } from '../../repo/repo.ts';
import { plural } from '../../util/plural.ts';
import type { Io } from '../io.ts';
import { bucketSettings, cacheAddress } from '../locations.ts';
import { addCommandOptions, GivenOptions } from '../options.ts';
import { formatSize, formatTable } from '../report/table.ts';

const COMMON: readonly CommandOptionName[] = [
  'cache',
  's3Endpoint',
  's3TimeoutSeconds',
  'json',
  'quiet',
  'config',
];

/** Adds `stitch cache info`, `prune` and `clear`. */
export function addCacheCommand(program: Command, io: Io): void {
  const cache = program
    .command('cache')
    .description('show, prune or clear the cache')
    .usage('<info|prune|clear> [options]')
    .argument('[name]')
    .action(async (name?: string) => {
      if (name === undefined) return void (await io.stdout.write(cache.helpInformation()));
      throw new StitchError(
        'usage/option',
        `\`stitch cache ${name}\` is not a command; use info, prune or clear`,
      );
    });
  add(cache, 'info', 'show the size and place of the cache', ['cache info'], [], io, showInfo);
  add(
    cache,
    'prune',
    'remove the least recently used entries',
    ['cache prune --max-size 500M', 'cache prune --older-than 30d --dry-run'],
    ['maxSizeBytes', 'olderThanMs', 'dryRun'],
    io,
    prune,
  );
  add(cache, 'clear', 'remove all entries', ['cache clear --cache ./cache'], ['dryRun'], io, clear);
}

type Work = (repo: Repo, settings: CommandOptions, io: Io) => Promise<void>;

function add(
  cache: Command,
  name: string,
  says: string,
  examples: readonly string[],
  options: readonly CommandOptionName[],
  io: Io,
  work: Work,
): void {
  const command = cache.command(name).description(says);
  const lines = examples.map((example) => `\n  stitch ${example}`).join('');
  command.addHelpText('after', `\n${examples.length > 1 ? 'Examples' : 'Example'}:${lines}`);
  addCommandOptions(command, [...options, ...COMMON]);
  command.action(async () => {
    const settings = new GivenOptions(command, io).parseCommandOptions();
    const address = await cacheAddress(settings, io);
    if (address === null) {
      throw new StitchError('usage/option', '--no-cache leaves no cache to work on; remove it');
    }
    await work(await openRepo(address, bucketSettings(settings)), settings, io);
  });
}

/** All entries; none for a folder that does not exist yet. */
async function itemsIn(repo: Repo): Promise<readonly CacheItem[]> {
  return cacheItems(repo).catch((error) => {
    const isAbsent = error instanceof StitchError && error.code === 'repo/not-found';
    if (isAbsent && parsePlace(repo.address).kind === 'folder') return [];
    throw error;
  });
}

async function showInfo(repo: Repo, { json }: CommandOptions, io: Io): Promise<void> {
  const info = summarize(await itemsIn(repo));
  await io.stdout.write(json ? infoJson(repo, info) : infoText(repo, info));
}

async function prune(repo: Repo, settings: CommandOptions, io: Io): Promise<void> {
  const { maxSizeBytes, olderThanMs } = settings;
  if (maxSizeBytes === undefined && olderThanMs === undefined) {
    throw new StitchError(
      'usage/option',
      'give --max-size or --older-than; `stitch cache clear` removes all entries',
    );
  }
  const items = await itemsIn(repo);
  await remove(repo, items, itemsToPrune(items, settings, io.nowMs()), settings, io);
}

async function clear(repo: Repo, settings: CommandOptions, io: Io): Promise<void> {
  const items = await itemsIn(repo);
  await remove(repo, items, items, settings, io);
}

async function remove(
  repo: Repo,
  items: readonly CacheItem[],
  /** The first of `items`. */
  out: readonly CacheItem[],
  { dryRun, json, quiet }: CommandOptions,
  io: Io,
): Promise<void> {
  if (!dryRun) await removeItems(repo, out);
  const [gone, left] = [summarize(out), summarize(items.slice(out.length))];
  if (json) {
    const bytes = { removed_bytes: gone.sizeBytes, left: left.count, left_bytes: left.sizeBytes };
    await io.stdout.write(
      `${JSON.stringify({ success: true, cache: repo.address, dry_run: dryRun, removed: gone.count, ...bytes })}\n`,
    );
  } else if (!quiet) {
    await io.stdout.write(
      `${repo.address}: ${dryRun ? 'would remove' : 'removed'} ${amount(gone)}; ${amount(left)} left\n`,
    );
  }
}

function amount({ count, sizeBytes }: CacheInfo): string {
  return `${plural(count, 'entry', 'entries')}, ${formatSize(sizeBytes)}`;
}

function infoText(repo: Repo, info: CacheInfo): string {
  const table = formatTable(
    [{ heading: 'kept' }, { heading: 'entries', right: true }, { heading: 'size', right: true }],
    info.kinds.map(({ kind, count, sizeBytes }) => [kind, String(count), formatSize(sizeBytes)]),
  );
  const since =
    info.oldestMs === null ? '' : `; the least recently used was on ${isoTime(info.oldestMs)}`;
  return `${info.count === 0 ? '' : table}${repo.address}: ${amount(info)}${since}\n`;
}

function infoJson(repo: Repo, info: CacheInfo): string {
  return `${JSON.stringify({
    success: true,
    cache: repo.address,
    entries: info.count,
    bytes: info.sizeBytes,
    least_recently_used: info.oldestMs === null ? null : isoTime(info.oldestMs),
    kinds: info.kinds.map(({ kind, count, sizeBytes }) => ({
      kind,
      entries: count,
      bytes: sizeBytes,
    })),
  })}\n`;
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+/, '');
}
