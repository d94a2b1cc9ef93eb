import { t } from '../text.ts';

/** Without a loudspeaker Firefox waits for one, and does not say so. */
const MAX_MS = 5000;

/** Starts a context's sound. @throws Error where the browser has nothing to play it on. */
export async function resume(context: AudioContext): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(t('sound_none'))), MAX_MS);
  });
  await Promise.race([context.resume(), late]).finally(() => clearTimeout(timer));
}
