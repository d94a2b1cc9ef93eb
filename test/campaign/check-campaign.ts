import { CampaignCheck, type CheckReport } from '../../src/campaign/check.ts';
import { RecipientReader } from '../../src/campaign/recipients.ts';
import { readRows } from '../../src/campaign/rows.ts';
import type { TemplateSource } from '../../src/campaign/templates.ts';
import { type OptionsInput, parseOptions } from '../../src/options/render.ts';
import { MemoryRepo } from '../../src/repo/memory.ts';
import { createStitcher } from '../../src/stitcher.ts';
import { encodeWav, tone } from '../fixtures.ts';

/** Content of every clip. */
export const SOUND = encodeWav(tone(0.2, 8000));

/** Creates a library of clips with these names. */
export async function library(...names: string[]): Promise<MemoryRepo> {
  const repo = new MemoryRepo();
  for (const name of names) await repo.write(`${name}.wav` as never, SOUND);
  return repo;
}

/** Checks a campaign. */
export async function check(
  repo: MemoryRepo,
  csv: string,
  template: TemplateSource = null,
  given: OptionsInput = {},
): Promise<CheckReport> {
  const options = parseOptions(given);
  const stitcher = createStitcher(repo);
  async function* chunks() {
    yield Buffer.from(csv);
  }
  const rows = await readRows(chunks(), 'people.csv');
  const reader = new RecipientReader(stitcher, { template, lang: options.lang }, rows);
  const checked = new CampaignCheck(stitcher.renderer, options);
  for await (const batch of rows.batches) await checked.add(await reader.read(batch));
  return checked.report();
}
