import { statSync } from 'node:fs';
import { type Campaign, openCampaign } from '../campaign/campaign.ts';
import type { TemplateSource } from '../campaign/templates.ts';
import type { CommandOptions } from '../options/command.ts';
import type { Options } from '../options/render.ts';
import { openInput } from '../repo/open-input.ts';
import type { ObjectStream } from '../repo/repo.ts';
import type { Stitcher } from '../stitcher.ts';
import type { Io } from './io.ts';
import { bucketSettings } from './locations.ts';
import { readTemplate } from './template.ts';

/** A campaign whose rows are being read. */
export interface OpenedCampaign {
  readonly campaign: Campaign;
  readonly template: TemplateSource;
  /** The share of the input read so far, from 0 to 1; null if its length is unknown. */
  readonly share: () => number | null;
}

/** True for a file of rows, false for a message. */
export function isRowsAddress(given: string, { template }: CommandOptions): boolean {
  if (template !== undefined || given === '-' || given.startsWith('s3://')) return true;
  if (isFile(given)) return true;
  return /^\S+\.(csv|tsv|txt|jsonl|ndjson|json)$/i.test(given);
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Opens the rows that a command names. @throws StitchError usage/option, repo/…. */
export async function openRows(
  address: string,
  stitcher: Stitcher,
  settings: CommandOptions,
  { lang }: Options,
  io: Io,
): Promise<OpenedCampaign> {
  const input: ObjectStream =
    address === '-'
      ? { sizeBytes: null, chunks: io.stdin() }
      : await openInput(address, bucketSettings(settings));
  let readBytes = 0;
  async function* readAll() {
    for await (const chunk of input.chunks) {
      yield chunk;
      readBytes += chunk.length;
    }
  }
  const name = address === '-' ? 'standard input' : address;
  const template = await readTemplate(settings);
  const source = { rows: readAll(), name, template };
  return {
    template,
    campaign: await openCampaign(stitcher, source, lang),
    share: () => (input.sizeBytes && readBytes > 0 ? readBytes / input.sizeBytes : null),
  };
}
