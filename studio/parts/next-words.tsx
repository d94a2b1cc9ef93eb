import { waiting } from '../record/outbox.ts';
import { ahead, choose, current } from '../record/words.ts';
import { t } from '../text.ts';

/** Words ahead that are shown. */
const SHOWN_AHEAD = 5;

/** The words that come next, each to be chosen. */
export function NextWords() {
  const next = ahead.value.filter(({ id }) => id !== current.value?.id).slice(0, SHOWN_AHEAD);
  if (next.length === 0) return null;
  return (
    <div class="next">
      <h3>{t('next_words', { n: ahead.value.length })}</h3>
      <ol>
        {next.map((word) => (
          <li key={word.id}>
            <button type="button" dir="auto" lang={word.lang} onClick={() => choose(word.id)}>
              {word.words}
            </button>
            {word.unblocks > 0 && <small>{t('more', { n: word.unblocks })}</small>}
          </li>
        ))}
      </ol>
      {waiting.value.length > 0 && <p class="quiet">{t('waiting', { n: waiting.value.length })}</p>}
    </div>
  );
}
