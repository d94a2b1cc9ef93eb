import * as z from 'zod/mini';
import { measureReach, type Reach } from '../../../campaign/reach.ts';
import { recordingList } from '../../../campaign/recording-list.ts';
import { codecOf } from '../../../codec/registry.ts';
import { StitchError } from '../../../errors.ts';
import { parseOptions } from '../../../options/render.ts';
import { json } from '../../context.ts';
import { readJson } from '../../guards.ts';
import { parseRequest } from '../../requests.ts';
import type { StudioRoutes } from '../route.ts';
import type { LoadedCampaign, Studio } from '../studio.ts';

const MAX_ROWS_BYTES = 64e6;
/** Sets of missing words that are sent: those of the most rows. */
const MAX_SETS = 100_000;

const template = z.union([z.string(), z.record(z.string(), z.string())]);
const loadRequest = z.object({
  /** Without it the rows that are open are kept, for another template. */
  rows: z.optional(z.string()),
  name: z._default(z.string().check(z.maxLength(200)), 'the rows'),
  template: z.optional(z.nullable(template)),
  campaign: z.optional(z.int()),
});
const rowRequest = z.object({ row: z.int(), campaign: z.optional(z.int()) });

/** The campaign: who can be told, what to record, and its messages to hear. */
export const campaign: StudioRoutes = (app, { studio, parts }) => {
  let reach: Reach | null = null;
  const measure = async (signal?: AbortSignal) => {
    const { campaign: open, campaignId } = studio;
    if (open === null) return { campaign: null };
    const found = await reachOf(studio, open, signal);
    // Another may have been opened meanwhile.
    if (studio.campaign === open) reach = found;
    return { campaign: describe(open, campaignId, found) };
  };
  /** @param id the campaign that the page shows; undefined for whichever is open. @throws StitchError request/not-found. */
  const current = async (id: number | undefined) => {
    refuseStale(studio, id);
    if (reach === null) await measure();
    if (reach === null)
      throw new StitchError('request/not-found', 'no campaign is open; drop its rows');
    return reach;
  };

  app.get('/campaign', async (c) => json(c, parts, await measure(c.req.raw.signal)));
  app.post('/campaign', async (c) => {
    const given = parseRequest(loadRequest, await readJson(c.req.raw, MAX_ROWS_BYTES));
    const next = { ...rowsOf(studio, given), template: given.template ?? null };
    const found = await reachOf(studio, next, c.req.raw.signal);
    reach = found;
    studio.openCampaign(next);
    return json(c, parts, { campaign: describe(next, studio.campaignId, found) });
  });
  app.post('/campaign/audio', async (c) => {
    const { row, campaign: id } = parseRequest(rowRequest, await readJson(c.req.raw, 1e4));
    await studio.listed();
    const plan = await (await current(id)).plan(row);
    const options = parseOptions({ lang: studio.parts.lang, format: 'wav', missing: 'silence' });
    const { signal } = c.req.raw;
    const render = await studio.parts.stitcher.renderer.render(plan, options, { signal });
    const [type] = codecOf('wav').mediaTypes;
    return c.body((await render.bytes()) as Uint8Array<ArrayBuffer>, 200, { 'Content-Type': type });
  });
  app.get('/campaign/recording-list.csv', async (c) => {
    const id = c.req.query('campaign');
    const { report } = await current(id === undefined ? undefined : Number(id));
    const folders: Record<string, string> = {};
    for (const { lang } of [...report.recordings, ...report.replaced]) {
      folders[lang] ??= (await studio.parts.roots.placeFor(lang)).address;
    }
    return c.body(recordingList(report, folders), 200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="recording-list.csv"',
    });
  });
};

/** Refuses a campaign that is no longer the one that is open. @throws StitchError request/not-found. */
function refuseStale({ campaignId }: Studio, id: number | undefined): void {
  if (id === undefined || id === campaignId) return;
  const what = 'another campaign was opened in the meantime; open the rows again';
  throw new StitchError('request/not-found', what);
}

/** The rows that are given, else those that are open. @throws StitchError request/not-found. */
function rowsOf(
  studio: Studio,
  { rows, name, campaign: id }: z.infer<typeof loadRequest>,
): Pick<LoadedCampaign, 'rows' | 'name'> {
  if (rows !== undefined) return { rows: Buffer.from(rows), name };
  refuseStale(studio, id);
  const { campaign: open } = studio;
  if (open !== null) return { rows: open.rows, name: open.name };
  throw new StitchError('request/not-found', 'no campaign is open; drop its rows');
}

async function reachOf(
  studio: Studio,
  source: LoadedCampaign,
  signal: AbortSignal | undefined,
): Promise<Reach> {
  await studio.listed();
  return measureReach(studio.parts.stitcher, source, { lang: studio.parts.lang }, signal);
}

function describe(
  { name, template: given }: LoadedCampaign,
  id: number,
  { report, words, sets, samples }: Reach,
) {
  const index = new Map(words.map(({ id }, i) => [id, i]));
  const most = [...sets].sort((a, b) => b.recipients - a.recipients).slice(0, MAX_SETS);
  return {
    id,
    name,
    template: given ?? null,
    rows: report.rows,
    full: report.inFull,
    alternatives: report.withAlternatives,
    refused: report.unsayable - report.lackingWords,
    missing: report.lackingWords,
    languages: report.languages,
    problems: report.problems,
    dirty: report.dirty,
    fallbacks: report.fallbacks,
    seconds: report.durationSeconds,
    words: words.map(({ id: _, ...word }) => word),
    /** Each: how many rows lack these words, by their places in `words`. */
    sets: most.map((set) => [set.recipients, set.words.map((id) => index.get(id)!)] as const),
    samples,
  };
}
