import { obstacle, waiting } from '../record/outbox.ts';
import { lastTake, takesMade } from '../record/session.ts';
import { recorded } from '../record/words.ts';
import { t } from '../text.ts';

/** The last take as it was judged, and how many there are. */
export function Takes() {
  const last = lastTake.value;
  if (last === null) return null;
  const { voiceDb, peakDb, roomDb, seconds } = last.take.judged;
  const isWaiting = waiting.value.some(({ id }) => id === last.word.id);
  const isLost = !isWaiting && !recorded.value.has(last.word.id);
  const waits = obstacle.value === null ? 'being_saved' : 'not_saved_yet';
  const mark = isWaiting ? '…' : isLost ? '✗' : '✓';
  return (
    <p class="last" data-takes={takesMade.value}>
      <span aria-hidden="true">{mark} </span>
      <strong dir="auto">{last.word.words}</strong>{' '}
      {t('judged', {
        seconds: seconds.toFixed(2),
        voice: voiceDb.toFixed(0),
        peak: peakDb.toFixed(0),
        over: (voiceDb - roomDb).toFixed(0),
      })}{' '}
      {t(isWaiting ? waits : isLost ? 'not_saved' : 'saved')}
    </p>
  );
}
