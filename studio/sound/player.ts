import { signal } from '@preact/signals';
import { ApiError, api } from '../api.ts';
import { resume } from './resume.ts';

/** The sound that is being played: its name, and the time since its start. */
export const playing = signal<{ readonly name: string; readonly seconds: number } | null>(null);

let context: AudioContext | null = null;
let source: AudioBufferSourceNode | null = null;
let frame = 0;

function output(): AudioContext {
  context ??= new AudioContext();
  return context;
}

/** Decodes a sound of any format that the browser knows. @throws DOMException for others. */
export function decode(bytes: ArrayBuffer): Promise<AudioBuffer> {
  // The browser takes what it decodes; whoever called may need the bytes again.
  return output().decodeAudioData(bytes.slice(0));
}

export function stop(): void {
  cancelAnimationFrame(frame);
  if (source !== null) source.onended = null;
  source?.stop();
  source = null;
  playing.value = null;
}

/** Plays seconds [start, end) of a sound. Resolves when it ends or something else is played. */
export async function play(
  name: string,
  sound: AudioBuffer,
  start = 0,
  end = sound.duration,
): Promise<void> {
  stop();
  const to = output();
  await resume(to);
  const node = to.createBufferSource();
  node.buffer = sound;
  node.connect(to.destination);
  source = node;
  const startedAt = to.currentTime;
  const follow = () => {
    playing.value = { name, seconds: start + to.currentTime - startedAt };
    frame = requestAnimationFrame(follow);
  };
  await new Promise<void>((done) => {
    node.onended = () => {
      if (source === node) stop();
      done();
    };
    node.addEventListener('ended', () => done());
    node.start(0, start, Math.max(0.01, end - start));
    follow();
  });
}

/** Plays bytes. @throws DOMException where the browser does not know their format. */
export async function playBytes(name: string, bytes: ArrayBuffer): Promise<void> {
  await play(name, await decode(bytes));
}

/** Plays a clip of the library: its own file, or where the browser does not know its format, as messages say it. */
export async function playClip(key: string, lang: string): Promise<void> {
  const bytes = await api.clip(key);
  const sound = await decode(bytes).catch(() => null);
  if (sound !== null) return play(key, sound);
  const said = await api.say({ audio_files: [key], lang, format: 'wav' }).catch((error) => {
    throw error instanceof ApiError ? error : new Error(String(error));
  });
  return playBytes(key, said);
}

/** A short tone, for those who do not see the screen. */
export async function tone(hz: number, seconds = 0.09): Promise<void> {
  const to = output();
  await resume(to);
  const [wave, level] = [to.createOscillator(), to.createGain()];
  wave.frequency.value = hz;
  level.gain.setValueAtTime(0.12, to.currentTime);
  level.gain.linearRampToValueAtTime(0, to.currentTime + seconds);
  wave.connect(level).connect(to.destination);
  wave.start();
  wave.stop(to.currentTime + seconds);
}
