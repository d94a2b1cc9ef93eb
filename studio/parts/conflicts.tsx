import { decide } from '../record/outbox.ts';
import type { WaitingTake } from '../record/store.ts';
import { playBytes, playClip } from '../sound/player.ts';
import { attempt } from '../state.ts';
import { t } from '../text.ts';

/** Takes whose word somebody else has recorded meanwhile: both can be heard, one is kept. */
export function ConflictList({ conflicts }: { readonly conflicts: readonly WaitingTake[] }) {
  if (conflicts.length === 0) return null;
  return (
    <section class="notice conflict" aria-label={t('conflict_title')}>
      <h2>{t('conflict_title')}</h2>
      {conflicts.map((take) => (
        <div key={take.id} class="row">
          <strong dir="auto">{take.words}</strong>
          <span class="key">{take.conflict}</span>
          <button
            type="button"
            onClick={() => attempt('play', () => playClip(take.conflict!, take.lang))}
          >
            {t('hear_theirs')}
          </button>
          <button type="button" onClick={() => attempt('play', () => playBytes(take.id, take.wav))}>
            {t('hear_mine')}
          </button>
          <button type="button" onClick={() => attempt('decide', () => decide(take, false))}>
            {t('keep_theirs')}
          </button>
          <button type="button" onClick={() => attempt('decide', () => decide(take, true))}>
            {t('keep_mine')}
          </button>
        </div>
      ))}
    </section>
  );
}
