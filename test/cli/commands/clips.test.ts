import { mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import type { Pcm } from '../../../src/audio/pcm.ts';
import { encodeWav, fixturePath, tone } from '../../fixtures.ts';
import { bucketOfClips } from '../bucket-of-clips.ts';
import { stitch } from '../command-line.ts';
import { AUDIOS, scratch } from '../scratch.ts';

describe('stitch clips', () => {
  it('lists the texts, length and format of each clip', async () => {
    const { code, stdout } = await stitch(['clips', ...AUDIOS]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^clip\s+says\s+seconds\s+trimmed\s+level\s+peak\s+noise\s+format\nhello\.wav\s+hello\s+1\.159\s+0\.591\s+-18\.7\s+-3\.0\s+16-bit PCM, 22050 Hz, mono\n/,
    );
    expect(stdout).toMatch(/2 clips, \d\.\d s, 0 conflicts, 0 faults\n$/);
  });

  it('lists clips that cannot be read as faults, and exits with 4', async () => {
    const { code, stdout } = await stitch(['clips', '--root', fixturePath('defects')]);
    expect(code).toBe(4);
    expect(stdout).toMatch(
      /fault: g726\.wav has G\.726, which cannot be read; convert it to 16-bit PCM\n/,
    );
    expect(stdout).toMatch(/fault: cut-in-data\.wav ends before its samples do/);
    const json = JSON.parse(
      (await stitch(['clips', '--root', fixturePath('defects'), '--json'])).stdout,
    );
    expect(json.success).toBe(false);
    expect(
      json.clips.find((clip: { clip: string }) => clip.clip === 'played-zeros-after.wav'),
    ).toMatchObject({ duration_seconds: 0.1, format: '16-bit PCM, 16000 Hz, mono', fault: null });
  });

  it('warns of clips that are silent, too loud, or the same; --strict exits with 4', async () => {
    const folder = mkdtempSync(join(scratch, 'warned-'));
    const put = (name: string, pcm: Pcm) => writeFileSync(join(folder, name), encodeWav(pcm));
    const loud = tone(0.5, 8000, 440, 1);
    put('good.wav', tone(0.5, 8000));
    expect((await stitch(['clips', '--root', folder, '--strict'])).code).toBe(0);
    put('loud.wav', {
      ...loud,
      channels: [loud.channels[0]!.map((x) => Math.max(-1, Math.min(1, 4 * x)))],
    });
    put('peaks.wav', loud);
    put('silent.wav', tone(0.5, 8000, 440, 0));
    put('z.wav', tone(0.5, 8000));
    const { code, stdout } = await stitch(['clips', '--root', folder]);
    expect([code, stdout.match(/^warning.*/gm)]).toEqual([
      0,
      [
        'warning: loud.wav was recorded too loud: its waves are cut off; record it again',
        'warning: silent.wav is silent throughout',
        'warning: z.wav is the same recording as good.wav',
      ],
    ]);
    expect((await stitch(['clips', '--root', folder, '--strict'])).code).toBe(4);
    const { clips } = JSON.parse((await stitch(['clips', '--root', folder, '--json'])).stdout);
    expect(clips.map(({ warnings }: { warnings: string[] }) => warnings.length)).toEqual([
      0, 1, 0, 1, 1,
    ]);
  });

  it.each([['song.wma'], ['broken.wav']])(
    'exits with 4 for %s, which is not read, with --strict',
    async (name) => {
      const folder = mkdtempSync(join(scratch, 'unread-'));
      writeFileSync(join(folder, 'good.wav'), encodeWav(tone(0.5, 8000)));
      symlinkSync('nowhere', join(folder, name));
      if (name.endsWith('wma')) writeFileSync(join(folder, 'b.wma'), 'OggS');
      expect((await stitch(['clips', '--root', folder, '--strict'])).code).toBe(4);
    },
  );

  it('lists conflicts, the clip in use first', async () => {
    const { stdout } = await stitch(['--root', fixturePath('audios'), 'clips']);
    expect(stdout).not.toMatch(/conflict:/);
    const folder = mkdtempSync(join(scratch, 'conflict-'));
    for (const name of ['hello.wav', 'hello.mp3'])
      writeFileSync(join(folder, name), readFileSync(fixturePath('audios/hello.wav')));
    expect((await stitch(['clips', '--root', folder])).stdout).toMatch(
      /conflict: "hello" is said by hello\.wav; never used: hello\.mp3\nwarning: hello\.wav is the same recording as hello\.mp3\n2 clips, .* 1 conflict, 0 faults, 1 warning/,
    );
  });
});

describe.each(inject('s3Services').map((running) => [running.name, running] as const))(
  'stitch clips with buckets on %s',
  (_, service) => {
    const bucket = bucketOfClips(service);
    const s3 = (...argv: string[]) =>
      stitch([...argv], { env: { STITCH_S3_ENDPOINT: service.endpoint } });

    it('lists the clips of a bucket', async () => {
      const { code, stdout } = await s3('clips', '--root', `s3://${bucket.name}/clips/en`);
      expect([code, stdout]).toEqual([
        0,
        expect.stringMatching(
          /shreeshail\.wav +friend +\d\.\d{3} .*\n2 clips, 2\.5 s, 0 conflicts, 0 faults\n$/,
        ),
      ]);
    });
  },
);
