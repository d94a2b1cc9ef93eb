import { meter, microphoneName, processing } from '../record/session.ts';
import { t } from '../text.ts';

/** The quietest level that is shown. */
const LEAST_DB = -80;

/** The level of the microphone against the room. */
export function LevelMeter() {
  const { level, room } = meter.value;
  const part = (db: number) => Math.min(1, Math.max(0, 1 - db / LEAST_DB));
  const shown = Math.round(Math.max(LEAST_DB, level));
  return (
    <div class="level">
      <meter class="unseen" aria-label={t('level')} min={LEAST_DB} max={0} value={shown}>
        {t('decibels', { db: shown })}
      </meter>
      <div class="level-track" aria-hidden="true">
        <span
          class={level > -6 ? 'level-now loud' : 'level-now'}
          style={{ transform: `scaleX(${part(level)})` }}
        />
        {room !== null && <span class="level-room" style={{ left: `${part(room) * 100}%` }} />}
      </div>
      <p class="quiet">
        {room === null ? t('room_unknown') : t(roomText(room), { db: Math.round(room) })} ·{' '}
        {microphoneName.value}
      </p>
      {processing.value.length > 0 && (
        <p class="notice">{t('processing', { what: processing.value.join(', ') })}</p>
      )}
    </div>
  );
}

/** How quiet a room is: a voice should be well above it. */
function roomText(db: number): 'room_quiet' | 'room_fair' | 'room_loud' {
  return db < -55 ? 'room_quiet' : db < -45 ? 'room_fair' : 'room_loud';
}
