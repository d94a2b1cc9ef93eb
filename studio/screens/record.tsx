import { keptSignal } from '../kept-signal.ts';
import { LongTakeView } from '../parts/long-take-view.tsx';
import { PhoneView } from '../parts/phone-view.tsx';
import { Teleprompter } from '../parts/teleprompter.tsx';
import { stage } from '../record/session.ts';
import { ahead, give, givenWords, KINDS, kind } from '../record/words.ts';
import { hashOf, type RecordView, route } from '../router.ts';
import { isInsecure } from '../sound/microphone.ts';
import { campaign } from '../state.ts';
import { t } from '../text.ts';

const VIEWS: Readonly<Record<RecordView, () => preact.JSX.Element>> = {
  words: WordsView,
  long: LongTakeView,
  phone: PhoneView,
};

const typed = keptSignal('typed', '');

/** Records words: one after another, or of a long recording; here or on a phone. */
export function RecordScreen() {
  const { view } = route.value;
  const View = VIEWS[view];
  return (
    <section class="screen">
      <h2>{t('record_title')}</h2>
      <nav class="tabs views" aria-label={t('record_ways')}>
        {(Object.keys(VIEWS) as RecordView[]).map((name) => (
          <a
            key={name}
            href={hashOf('record', name)}
            aria-current={name === view ? 'page' : undefined}
          >
            {t(`view_${name}`)}
          </a>
        ))}
      </nav>
      {(stage.value === 'idle' || view !== 'words') && view !== 'phone' && <WordSource />}
      <View />
    </section>
  );
}

/** The words to record: the campaign's, or typed ones. */
function WordSource() {
  const isGiven = givenWords.value !== null;
  return (
    <details class="source" open={ahead.value.length === 0}>
      <summary>
        {isGiven || campaign.value === null
          ? t('words_given', { n: ahead.value.length })
          : t('words_of_campaign', { n: ahead.value.length, name: campaign.value.name })}
      </summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const lines = typed.value.split(/[\n,;]/).map((line) => line.trim());
          // Each word once, however it is written; what has no letter and no digit cannot be said.
          const words = lines.filter((line) => /[\p{L}\p{N}]/u.test(line));
          give([...new Map(words.map((line) => [line.toLowerCase(), line])).values()]);
        }}
      >
        <label class="field">
          {t('type_words')}
          <textarea
            rows={3}
            dir="auto"
            value={typed.value}
            onInput={({ currentTarget }) => {
              typed.value = currentTarget.value;
            }}
          />
        </label>
        <p class="row">
          <button type="submit">{t('take_words')}</button>
          {isGiven && campaign.value !== null && (
            <button type="button" onClick={() => give(null)}>
              {t('back_to_campaign')}
            </button>
          )}
        </p>
      </form>
      <label>
        {t('kind')}
        <select
          value={kind.value ?? ''}
          onChange={({ currentTarget }) => {
            kind.value = currentTarget.value || undefined;
          }}
        >
          <option value="">{t('kind_usual')}</option>
          {KINDS.map((name) => (
            <option key={name} value={name}>
              {t(`kind_${name}`)}
            </option>
          ))}
        </select>
      </label>
    </details>
  );
}

function WordsView() {
  if (isInsecure) {
    return (
      <div class="notice" role="note">
        <p>{t('insecure')}</p>
        <a class="button" href={hashOf('record', 'long')}>
          {t('view_long')}
        </a>
      </div>
    );
  }
  return <Teleprompter />;
}
