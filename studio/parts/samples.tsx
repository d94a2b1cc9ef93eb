import { signal } from '@preact/signals';
import { api } from '../api.ts';
import type { Campaign, RowState } from '../api-types.ts';
import { playBytes } from '../sound/player.ts';
import { attempt } from '../state.ts';
import { t } from '../text.ts';
import { MARKS } from './reach.tsx';

const STATES: readonly RowState[] = ['full', 'alternative', 'missing', 'refused'];
const chosen = signal<RowState | null>(null);

/** Messages of the campaign, of each state some, to hear. */
export function Samples({ campaign: { id, samples } }: { readonly campaign: Campaign }) {
  const found = STATES.filter((state) => samples.some((sample) => sample.state === state));
  const state = found.includes(chosen.value!) ? chosen.value : found[0];
  return (
    <section aria-labelledby="samples">
      <h3 id="samples">{t('samples')}</h3>
      <div class="row">
        {found.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={name === state}
            onClick={() => {
              chosen.value = name;
            }}
          >
            <span aria-hidden="true">{MARKS[name]} </span>
            {t(`state_${name}`)}
          </button>
        ))}
      </div>
      <ul class="samples">
        {samples
          .filter((sample) => sample.state === state)
          .map((sample) => (
            <li key={sample.row}>
              {state !== 'refused' && (
                <button
                  type="button"
                  class="round"
                  aria-label={t('play_row', { n: sample.row, id: sample.id })}
                  onClick={() =>
                    attempt('play', async () =>
                      playBytes(`row ${sample.row}`, await api.campaignAudio(sample.row, id)),
                    )
                  }
                >
                  ▶
                </button>
              )}
              <span>
                <span dir="auto">{sample.text || sample.id}</span>
                <small>
                  {[sample.id, sample.lang, sample.reason, sample.needs.join(', ')]
                    .filter(Boolean)
                    .join(' · ')}
                </small>
              </span>
            </li>
          ))}
      </ul>
    </section>
  );
}
