import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type FrameRange, nonSilentRange } from '../../src/audio/trim.ts';
import {
  judgeTake,
  MIN_OVER_ROOM_DB,
  splitIntoWords,
  splitVoices,
  usualSeconds,
} from '../../src/audio/voice.ts';
import { VoiceDetector } from '../../src/audio/voice-detector.ts';
import { roomDb, windowLevels } from '../../src/audio/windows.ts';
import { decodeWav } from '../../src/decode/wav.ts';
import { energyShare, noise, RATE } from './room.ts';

/** A word: syllables of a voiced sound, a soft beginning, a stop in it; with a peak in dBFS. */
function word(peakDb: number, { seconds = 0.6, stop = 0.08 } = {}): Float32Array {
  const samples = new Float32Array(Math.round(seconds * RATE));
  for (let f = 0; f < samples.length; f++) {
    const t = f / RATE;
    const isStop = Math.abs(t - seconds * 0.55) < stop / 2;
    const envelope = isStop ? 0 : Math.min(1, t / 0.05, (seconds - t) / 0.12);
    const voiced = [1, 2, 3, 5, 8].reduce(
      (sum, k) => sum + Math.sin(2 * Math.PI * 140 * k * t) / k,
      0,
    );
    samples[f] = envelope * voiced;
  }
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  const gain = 10 ** (peakDb / 20) / peak;
  return samples.map((sample) => sample * gain);
}

/** Words in a room, each at its second. */
function scene(
  seconds: number,
  noiseDb: number,
  words: readonly (readonly [at: number, word: Float32Array])[],
) {
  const samples = noise(seconds, noiseDb);
  for (const [at, said] of words) {
    const start = Math.round(at * RATE);
    said.forEach((sample, f) => {
      samples[start + f]! += sample;
    });
  }
  return samples;
}

/** Feeds samples in pieces of uneven length, as a browser does. */
function listen(samples: Float32Array, room: number, pauseSeconds?: number) {
  const detector = new VoiceDetector(RATE, room, pauseSeconds);
  const heard = [];
  for (let at = 0, n = 0; at < samples.length; n++) {
    const length = [128, 441, 1000, 37][n % 4]!;
    heard.push(...detector.feed(samples.subarray(at, at + length)));
    at += length;
  }
  return heard;
}

/** Share of a word's energy in sample frames [start, end) of a scene. */
function shareInside(said: Float32Array, at: number, range: FrameRange) {
  return energyShare(said, Math.round(at * RATE), range);
}

describe('VoiceDetector', () => {
  it.each([-70, -60, -50])('finds words of all levels in a room of %d dBFS, whole', (noiseDb) => {
    const room = roomDb(windowLevels(noise(1, noiseDb, 7), RATE));
    for (const peakDb of [-12, -18, -24, -30]) {
      // In a room of −50 dBFS the softest is too little over the noise to be sure of.
      if (peakDb - noiseDb < 25) continue;
      const said = word(peakDb);
      const heard = listen(
        scene(5, noiseDb, [
          [1, said],
          [2.5, said],
          [4, said],
        ]),
        room,
      );
      expect(heard.map(({ kind }) => kind)).toEqual(['voice', 'voice', 'voice']);
      for (const [i, at] of [1, 2.5, 4].entries()) {
        const { start, end } = heard[i]!;
        const kept = { start: start - 0.3 * RATE, end: end + 0.25 * RATE };
        expect(shareInside(said, at, kept)).toBeGreaterThan(0.99);
      }
    }
  });

  it('hears no voice in a room alone, nor in a knock', () => {
    const samples = scene(6, -55, [[3, word(-10, { seconds: 0.03, stop: 0 })]]);
    const room = roomDb(windowLevels(samples.subarray(0, RATE), RATE));
    expect(listen(samples, room).filter(({ kind }) => kind === 'voice')).toEqual([]);
  });

  it('takes a phrase with pauses as one where it waits longer', () => {
    const samples = scene(5, -60, [
      [1, word(-15)],
      [2, word(-15)],
    ]);
    expect(listen(samples, -60)).toHaveLength(2);
    expect(listen(samples, -60, 0.6)).toHaveLength(1);
  });

  it('follows a room that becomes louder, and a noise that does not end', () => {
    const quiet = noise(2, -70);
    const loud = scene(30, -48, [[28, word(-12)]]);
    const samples = new Float32Array(quiet.length + loud.length);
    samples.set(quiet);
    samples.set(loud, quiet.length);
    const heard = listen(samples, -70);
    expect(heard.map(({ kind }) => kind)).toEqual(['noise', 'voice']);
    expect(heard[1]!.start / RATE).toBeCloseTo(30, 1);
  });

  it('ends a word a quarter of a second after it', () => {
    const detector = new VoiceDetector(RATE, -60);
    const samples = scene(3, -60, [[1, word(-15)]]);
    let endedAt = 0;
    for (let at = 0; at < samples.length && endedAt === 0; at += 128) {
      if (detector.feed(samples.subarray(at, at + 128)).length > 0) endedAt = at / RATE;
    }
    expect(endedAt).toBeGreaterThan(1.6);
    expect(endedAt).toBeLessThan(1.9);
  });
});

describe('judgeTake', () => {
  const judge = (samples: Float32Array, extra = {}) =>
    judgeTake({ samples, sampleRateHz: RATE, words: 'shamba', ...extra });
  const good = scene(1.2, -60, [[0.3, word(-12)]]);

  it('keeps the sound with 0.3 s before it and 0.25 s after', () => {
    const samples = scene(3, -60, [[1, word(-12)]]);
    const { sound, kept, faults, seconds } = judge(samples, { roomDb: -60 });
    expect(faults).toEqual([]);
    expect(seconds).toBeCloseTo(0.58, 1);
    expect((sound.start - kept.start) / RATE).toBeCloseTo(0.3, 2);
    expect((kept.end - sound.end) / RATE).toBeCloseTo(0.25, 2);
    expect(shareInside(word(-12), 1, kept)).toBeGreaterThan(0.999);
  });

  it.each([
    ['silent', noise(1, -60), { roomDb: -60 }],
    ['noisy', scene(1.2, -30, [[0.3, word(-14)]]), { roomDb: -30 }],
    ['clipped', scene(1.2, -60, [[0.3, word(6).map((x) => Math.max(-1, Math.min(1, x)))]]), {}],
    ['soft', scene(1.2, -74, [[0.3, word(-40)]]), { roomDb: -74 }],
    ['cut-start', good.subarray(0.4 * RATE), { roomDb: -60 }],
    ['cut-end', good.subarray(0, 0.8 * RATE), { roomDb: -60 }],
    ['lost', good, { lostFrames: 128 }],
    ['short', scene(1.2, -60, [[0.3, word(-12, { seconds: 0.12, stop: 0 })]]), {}],
    ['long', scene(5, -60, [[0.3, word(-12, { seconds: 4 })]]), { roomDb: -60 }],
  ])('finds a take that is %s', (fault, samples, extra) => {
    expect(judge(samples as Float32Array, extra).faults).toContain(fault);
  });

  it('says that a voice is not sure in noise of −42 dBFS, for a peak of −30', () => {
    const {
      faults,
      voiceDb,
      roomDb: room,
    } = judge(scene(1.2, -42, [[0.3, word(-26)]]), { roomDb: -42 });
    expect(voiceDb - room).toBeLessThan(MIN_OVER_ROOM_DB);
    expect(faults).toContain('noisy');
  });

  it('expects longer sounds of longer texts, and of digits as of words', () => {
    expect(usualSeconds('a')[1]).toBeLessThan(usualSeconds('shamba letu')[1]);
    expect(usualSeconds('45')).toEqual(usualSeconds('fortyfivee'));
    expect(usualSeconds('नमस्ते')[0]).toBeGreaterThan(0.08);
  });
});

describe('splitIntoWords', () => {
  const said = [0.5, 1.6, 2.7, 3.9, 5.0];
  const samples = scene(
    6,
    -58,
    said.map((at) => [at, word(-15, { stop: 0.05 })]),
  );

  it('finds the words of a long take, in their order', () => {
    const parts = splitVoices(samples, RATE);
    expect(parts).toHaveLength(5);
    for (const [i, { start }] of parts.entries()) expect(start / RATE).toBeCloseTo(said[i]!, 1);
  });

  it('takes the parts of one word together where there are too many', () => {
    const broken = scene(4, -58, [
      [0.5, word(-15, { stop: 0.3 })],
      [2, word(-15, { stop: 0.3 })],
    ]);
    expect(splitVoices(broken, RATE, 0.2)).toHaveLength(4);
    expect(splitIntoWords(broken, RATE, 2)).toHaveLength(2);
  });

  it.each([-70, -62, -50])(
    'finds the words where a noise gate left silence in noise of %d dBFS',
    (noiseDb) => {
      const gated = scene(
        6,
        noiseDb,
        said.map((at) => [at, word(-15, { stop: 0.05 })]),
      );
      for (const at of said) gated.fill(0, (at - 0.3) * RATE, at * RATE);
      const parts = splitIntoWords(gated, RATE, 5);
      expect(parts).toHaveLength(5);
      for (const [i, { start }] of parts.entries()) expect(start / RATE).toBeCloseTo(said[i]!, 1);
    },
  );

  it('finds the words in loud noise after a moment of silence, as decoders leave it', () => {
    const loud = scene(
      6,
      -36,
      said.map((at) => [at, word(-8, { stop: 0.05 })]),
    );
    loud.fill(0, 0, 0.05 * RATE);
    expect(splitVoices(loud, RATE)).toHaveLength(5);
  });

  it('never joins words that are far from each other', () => {
    const far = scene(
      5,
      -58,
      [0.5, 2, 3.5].map((at) => [at, word(-15)] as const),
    );
    expect(splitIntoWords(far, RATE, 2)).toHaveLength(3);
  });
});

const FOLDER = '/usr/share/asterisk/sounds/en_US_f_Allison/digits';
const names = existsSync(FOLDER)
  ? readdirSync(FOLDER)
      .filter((name) => /^[a-z0-9-]+\.wav$/.test(name))
      .slice(0, 38)
  : [];

describe.skipIf(names.length === 0)('recorded words (Asterisk, where installed)', () => {
  it.each([-12, -18, -24, -30])('finds them all, whole, at peaks of %d dBFS', async (peakDb) => {
    const missed: string[] = [];
    const cut: string[] = [];
    for (const name of names) {
      const { pcm } = await decodeWav(readFileSync(`${FOLDER}/${name}`), name);
      const rate = pcm.sampleRateHz;
      const { start, end } = nonSilentRange(pcm, [0.02, 0.02]);
      const spoken = pcm.channels[0]!.subarray(start, end);
      const gain = 10 ** (peakDb / 20) / spoken.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
      const samples = noise(3, -72).subarray(0, rate * 3);
      const at = Math.round(1.2 * rate);
      spoken.forEach((x, f) => {
        samples[at + f]! += x * gain;
      });
      const heard = new VoiceDetector(rate, -72)
        .feed(samples)
        .filter(({ kind }) => kind === 'voice');
      if (heard.length === 0) missed.push(name);
      else {
        const range = { start: heard[0]!.start - 0.3 * rate, end: heard.at(-1)!.end + 0.25 * rate };
        const take = samples.slice(Math.max(0, range.start), range.end);
        const { faults } = judgeTake({
          samples: take,
          sampleRateHz: rate,
          words: 'one',
          roomDb: -72,
        });
        const bad = faults.filter((fault) => !['long', 'soft'].includes(fault));
        if (energyShare(spoken, at, range) < 0.99 || bad.length > 0) cut.push(`${name} ${bad}`);
      }
    }
    expect({ missed, cut }).toEqual({ missed: [], cut: [] });
  });
});
