import { describe, expect, it } from 'vitest';
import { FileWriter } from '../../src/campaign/file-writer.ts';
import type { Outcome } from '../../src/campaign/outcome.ts';
import type { CampaignOutput } from '../../src/campaign/output.ts';
import type { OutputFile } from '../../src/repo/local/write-files.ts';

/** An outcome whose file counts as 4 MB, and so makes a group of its own. */
function outcomeOf(file: string): Outcome {
  const format = { name: 'wav', sampleRateHz: 8000, channels: 1, bitRateKbps: null };
  const render = {
    layOut: () => ({ profile: { format }, timeline: { frames: 2e6 } }),
    make: () => [Uint8Array.of(1, 2, 3)],
  };
  return { entry: { file }, render, bytes: null } as unknown as Outcome;
}

/** Writes outcomes into an output, to the end. */
async function write(outcomes: readonly Outcome[], into: CampaignOutput['write']): Promise<void> {
  const writer = new FileWriter({ write: into } as CampaignOutput, undefined);
  const { written } = await writer.write(outcomes);
  await written;
}

const later = () => new Promise((done) => setTimeout(done, 5));

describe('FileWriter', () => {
  it('writes one group after the other, and notes the bytes of each file', async () => {
    const seen: string[] = [];
    const outcomes = ['a', 'b', 'c'].map(outcomeOf);
    await write(outcomes, async ([file]: readonly OutputFile[]) => {
      seen.push(`begin ${file!.key}`);
      await later();
      seen.push(`end ${file!.key}`);
    });
    expect(seen).toEqual(['begin a', 'end a', 'begin b', 'end b', 'begin c', 'end c']);
    expect(outcomes.map(({ bytes }) => bytes)).toEqual([3, 3, 3]);
  });

  it.each(['a', 'b', 'c'])('throws where group %s of three cannot be written', async (bad) => {
    const work = write(['a', 'b', 'c'].map(outcomeOf), async ([file]: readonly OutputFile[]) => {
      await later();
      if (file!.key === bad) throw new Error('the disk is full');
    });
    await expect(work).rejects.toThrow('the disk is full');
  });
});
