// Campaigns that resume where the manifest, the lock and the files are damaged: what the manifest then says is right.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { openCampaign, runCampaign } from '../../src/campaign/campaign.ts';
import { LocalRepo } from '../../src/repo/local/local-repo.ts';
import { MemoryRepo } from '../../src/repo/memory.ts';
import { createStitcher } from '../../src/stitcher.ts';
import { encodeWav, tone } from '../fixtures.ts';
import { fuzzed } from '../fuzz.ts';

const scratch = mkdtempSync(join(tmpdir(), 'stitch-damaged-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const WORDS = ['hello', 'farmer', 'abebe', 'sara', 'five', 'seven'];
const clips = new MemoryRepo(
  Object.fromEntries(
    WORDS.map((word, i) => [`${word}.wav`, encodeWav(tone(0.1 + i / 50, 8000, 300 + 50 * i))]),
  ),
);
const stitcher = createStitcher(clips);
const CSV = `id,message\n${Array.from({ length: 24 }, (_, i) => `p${i},hello ${WORDS[i % 7] ?? 'nobody'} ${WORDS[i % 4]}`).join('\n')}\n`;

async function run(folder: string, name: string): Promise<void> {
  const campaign = await openCampaign(stitcher, { rows: Buffer.from(CSV) });
  const identity = { input: 'people.csv', template: null, name };
  await runCampaign(stitcher, campaign, { out: new LocalRepo(folder), name, identity });
}

const filesIn = (folder: string): Map<string, Buffer> =>
  new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));

type Damage = (lines: string[]) => string[];
const at = fc.nat();
const anyValue = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(0, -1, 1e20, '', '../x', 'p1.mp3', '.x', '/etc/passwd', 'p\0.mp3'),
);
const FIELDS = [
  ...['row', 'id', 'file', 'url', 'said', 'alternatives', 'missing', 'warnings'],
  ...['duration_seconds', 'bytes', 'cached', 'hash', 'error', 'success'],
];
/** What kills, disks, copies and people do to the lines of a manifest. */
const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.tuple(at, fc.constantFrom(...FIELDS), anyValue).map(
    ([i, field, value]): Damage =>
      (lines) =>
        lines.with(
          i % lines.length,
          JSON.stringify({ ...parsed(lines[i % lines.length]!), [field]: value }),
        ),
  ),
  fc.tuple(at, fc.constantFrom(...FIELDS)).map(
    ([i, field]): Damage =>
      (lines) => {
        const { [field]: _, ...rest } = parsed(lines[i % lines.length]!);
        return lines.with(i % lines.length, JSON.stringify(rest));
      },
  ),
  // The entry of another row, as a merge by hand may leave it.
  fc.tuple(at, at, fc.subarray(FIELDS)).map(
    ([i, j, fields]): Damage =>
      (lines) => {
        const [mine, other] = [i, j].map((n) => parsed(lines[n % lines.length]!));
        const taken = Object.fromEntries(fields.map((field) => [field, other![field]]));
        return lines.with(i % lines.length, JSON.stringify({ ...mine, ...taken }));
      },
  ),
  at.map(
    (i): Damage =>
      (lines) =>
        lines.toSpliced(i % lines.length, 1),
  ),
  fc.tuple(at, at).map(
    ([i, j]): Damage =>
      (lines) =>
        lines.toSpliced(i % lines.length, 0, lines[j % lines.length]!),
  ),
  at.map(
    (i): Damage =>
      (lines) =>
        lines.slice(0, i % lines.length),
  ),
  fc.constant<Damage>((lines) => lines.toReversed()),
  fc.tuple(at, fc.string()).map(
    ([i, text]): Damage =>
      (lines) =>
        lines.with(i % lines.length, text),
  ),
  fc.tuple(at, at).map(
    ([i, j]): Damage =>
      (lines) => {
        const line = lines[i % lines.length]!;
        return lines.with(i % lines.length, line.slice(0, j % (line.length + 1)));
      },
  ),
);

function parsed(line: string): Record<string, unknown> {
  try {
    return { ...JSON.parse(line) };
  } catch {
    return {};
  }
}

/** Applies each to what the one before has left. */
function damaged(lines: readonly string[], damages: readonly Damage[]): string {
  const left = damages.reduce((all, change) => (all.length === 0 ? all : change(all)), [...lines]);
  return left.map((line) => `${line}\n`).join('');
}

/** Also the hidden files of a run that was killed while it read the manifest. */
const manifests = fc.constantFrom(
  ['manifest.jsonl'],
  ['manifest.jsonl', '.manifest.jsonl.next'],
  ['manifest.jsonl', '.manifest.jsonl.next', '.manifest.jsonl.before'],
  ['.manifest.jsonl.next'],
);
const LOCK = '.stitch-campaign.json';

describe.each(['{hash}', '{id}.mp3'])('a campaign with files named %s', (name) => {
  it('resumes rightly from a damaged manifest, lock and files', { timeout: 120_000 }, async () => {
    const whole = mkdtempSync(join(scratch, 'whole-'));
    await run(whole, name);
    const right = filesIn(whole);
    const lines = right.get('manifest.jsonl')!.toString().trimEnd().split('\n');
    const audio = [...right.keys()].filter((file) => file.endsWith('.mp3'));
    right.delete(LOCK);

    await fc.assert(
      fc.asyncProperty(
        manifests,
        fc.array(damage, { maxLength: 6 }),
        fc.array(fc.tuple(at, fc.constantFrom('noise', 'cut', 'other', 'none')), { maxLength: 3 }),
        fc.option(fc.oneof(fc.string(), fc.json())),
        async (names, damages, files, lock) => {
          const folder = mkdtempSync(join(scratch, 'run-'));
          for (const [file, bytes] of right) writeFileSync(join(folder, file), bytes);
          rmSync(join(folder, 'manifest.jsonl'));
          for (const file of names) writeFileSync(join(folder, file), damaged(lines, damages));
          if (lock !== null) writeFileSync(join(folder, LOCK), lock);
          for (const [i, how] of files) {
            const [file, other] = [i, i + 1].map((n) => audio[n % audio.length]!);
            const bytes = right.get(file!)!;
            if (how === 'none') rmSync(join(folder, file!), { force: true });
            if (how === 'noise') writeFileSync(join(folder, file!), Buffer.alloc(bytes.length, 7));
            if (how === 'cut')
              writeFileSync(join(folder, file!), bytes.subarray(0, i % bytes.length));
            if (how === 'other') writeFileSync(join(folder, file!), right.get(other!)!);
          }
          await run(folder, name);
          const found = filesIn(folder);
          found.delete(LOCK);
          expect([...found.keys()]).toEqual([...right.keys()]);
          for (const [file, bytes] of right) {
            expect(found.get(file)!.equals(bytes), `${file} is right`).toBe(true);
          }
          rmSync(folder, { recursive: true });
        },
      ),
      fuzzed(150),
    );
  });
});
