// Words of seven languages, spoken by espeak-ng, at four levels in three rooms.
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { nonSilentRange } from '../../src/audio/trim.ts';
import { judgeTake, MIN_OVER_ROOM_DB } from '../../src/audio/voice.ts';
import { VoiceDetector } from '../../src/audio/voice-detector.ts';
import { roomDb, windowLevels } from '../../src/audio/windows.ts';
import { decodeWav } from '../../src/decode/wav.ts';
import { readText } from '../../src/languages/read-text.ts';
import { missingCommands } from '../commands.ts';
import { energyShare, noise } from './room.ts';

const LANGUAGES = ['en', 'sw', 'hi', 'am', 'bn', 'ur', 'fr'];
const WORDS = 20;
const PEAKS_DB = [-12, -18, -24, -30];
/** A quiet room, a usual one, a loud one. */
const ROOMS_DB = [-72, -60, -42];
/** A scene: the word begins at its second, and ends before the last one. */
const SCENE = { seconds: 3.2, wordAt: 1.2 };

const lacks = missingCommands('espeak-ng');

/** The first words that numbers of the language are said by. */
async function wordsOf(lang: string): Promise<string[]> {
  const words = new Set<string>();
  for (let number = 1; words.size < WORDS; number += number < 20 ? 1 : 10)
    for (const word of (await readText(String(number), lang)).words) words.add(word);
  return [...words].slice(0, WORDS);
}

async function spoken(word: string, lang: string) {
  const wav = execFileSync('espeak-ng', ['-v', lang, '-s', '150', '--stdout', word]);
  const { pcm } = await decodeWav(wav, word);
  const { start, end } = nonSilentRange(pcm, [0.02, 0.02]);
  return { rate: pcm.sampleRateHz, samples: pcm.channels[0]!.slice(start, end) };
}

describe.skipIf(lacks !== null)(`words of seven languages (${lacks ?? 'by espeak-ng'})`, () => {
  it.each(LANGUAGES)(
    'are found whole, or said to be too little over the room: %s',
    async (lang) => {
      const counts = { takes: 0, missed: 0, falseStarts: 0, cut: 0, unsure: 0 };
      const wrong: string[] = [];
      for (const word of await wordsOf(lang)) {
        const { rate, samples } = await spoken(word, lang);
        const peak = samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
        const at = Math.round(SCENE.wordAt * rate);
        for (const noiseDb of ROOMS_DB) {
          const quiet = noise(SCENE.seconds, noiseDb).subarray(0, SCENE.seconds * rate);
          const room = roomDb(windowLevels(quiet.subarray(0, rate), rate));
          for (const peakDb of PEAKS_DB) {
            const gain = 10 ** (peakDb / 20) / peak;
            const scene = quiet.slice();
            samples.forEach((x, f) => {
              scene[at + f]! += x * gain;
            });
            const heard = new VoiceDetector(rate, room)
              .feed(scene)
              .filter(({ kind }) => kind === 'voice');
            counts.takes++;
            const told = judgeTake({
              samples: scene,
              sampleRateHz: rate,
              roomDb: room,
              words: word,
            });
            const isSure = told.voiceDb - room >= MIN_OVER_ROOM_DB && heard.length > 0;
            if (!isSure) counts.unsure++;
            const where = `${word} at ${peakDb} in ${noiseDb}`;
            if (!isSure) {
              const isTold = told.faults.some((fault) => fault === 'noisy' || fault === 'silent');
              // In a quiet room no word is too soft to be sure of.
              if (!isTold || noiseDb === ROOMS_DB[0]) {
                counts.missed++;
                wrong.push(`missed ${where}`);
              }
              continue;
            }
            if (heard.length > 1) {
              counts.falseStarts++;
              wrong.push(`${heard.length} voices for ${where}`);
            }
            const [first, last] = [heard[0]!, heard.at(-1)!];
            const kept = { start: first.start - 0.3 * rate, end: last.end + 0.25 * rate };
            if (energyShare(samples, at, kept) < 0.99) {
              counts.cut++;
              wrong.push(`cut ${where}`);
            }
          }
        }
      }
      console.log(`${lang}: ${JSON.stringify(counts)}`);
      expect(wrong).toEqual([]);
    },
  );
});
