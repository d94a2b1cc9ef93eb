import { api } from '../api.ts';
import { play, playBytes } from '../sound/player.ts';
import { attempt, campaign } from '../state.ts';
import { waiting } from './outbox.ts';
import { lastTake, pause, rejected, resume, stage } from './session.ts';
import { lastRecorded, type RecordWord } from './words.ts';

/** Plays the last word in its message, or alone where it is of none. */
export async function hearLast(): Promise<void> {
  const isListening = stage.value === 'listening' || stage.value === 'level';
  if (isListening) pause();
  const again = rejected.value;
  const last = again ?? lastTake.value;
  if (last !== null) await attempt('play', () => playIn(last.word, again !== null));
  else {
    const word = lastRecorded();
    if (word !== null) await attempt('play', () => playIn(word, false));
  }
  if (isListening && stage.value === 'paused') resume();
}

async function playIn(word: RecordWord, isAlone: boolean): Promise<void> {
  const open = isAlone || word.row === 0 ? null : campaign.value;
  if (open !== null && (await isSaved(word.id))) {
    performance.mark('message-asked');
    const bytes = await api.campaignAudio(word.row, open.id);
    performance.measure('message', 'message-asked');
    return playBytes(`take ${word.id}`, bytes);
  }
  const take = isAlone ? rejected.value?.take : lastTake.value?.take;
  if (take === undefined) return;
  const { samples, sampleRateHz } = take;
  const sound = new AudioBuffer({
    length: samples.length,
    numberOfChannels: 1,
    sampleRate: sampleRateHz,
  });
  sound.copyToChannel(Float32Array.from(samples), 0);
  return play(`take ${word.id}`, sound);
}

/** Waits a moment for a take that is on its way. */
async function isSaved(id: string): Promise<boolean> {
  for (let tries = 0; tries < 20; tries++) {
    if (!waiting.value.some((take) => take.id === id)) return true;
    await new Promise((done) => setTimeout(done, 50));
  }
  return false;
}
