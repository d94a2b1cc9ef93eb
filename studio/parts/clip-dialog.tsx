import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../api.ts';
import type { Clip } from '../api-types.ts';
import { give, idOf, tags } from '../record/words.ts';
import { go } from '../router.ts';
import { playClip } from '../sound/player.ts';
import { attempt, tell } from '../state.ts';
import { t } from '../text.ts';

interface Props {
  readonly clip: Clip;
  readonly lang: string;
  readonly onDone: () => void;
}

/** What may be done with a clip: heard, renamed, made to say something else, recorded again, taken away. */
export function ClipDialog({ clip, lang, onDone }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const says = clip.says[0] ?? '';
  const [words, setWords] = useState(says);
  const [texts, setTexts] = useState(clip.says.join('\n'));
  useEffect(() => dialog.current?.showModal(), []);
  const run = async (work: () => Promise<unknown>, done: string) => {
    const result = await attempt('change', work);
    dialog.current?.close();
    if (result !== null) tell(done);
  };
  return (
    <dialog ref={dialog} onClose={onDone} aria-labelledby="clip-title">
      <h2 id="clip-title" dir="auto">
        {says || clip.key}
      </h2>
      <p class="key">{clip.key}</p>
      <p class="row">
        <button type="button" onClick={() => attempt('play', () => playClip(clip.key, lang))}>
          {t('play')}
        </button>
        <button type="button" onClick={() => recordAgain(clip, says, lang)} disabled={says === ''}>
          {t('record_again')}
        </button>
        <button type="button" onClick={() => dialog.current?.close()}>
          {t('close')}
        </button>
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void run(() => api.rename(clip.key, clip.tag, words.trim(), lang), t('renamed'));
        }}
      >
        <label class="field">
          {t('rename_to')}
          <input
            dir="auto"
            value={words}
            required
            onInput={(e) => setWords(e.currentTarget.value)}
          />
        </label>
        <button type="submit">{t('rename')}</button>
      </form>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const lines = texts.split('\n').map((line) => line.trim());
          void run(() => api.says(clip.key, lines.filter(Boolean)), t('says_changed'));
        }}
      >
        <label class="field">
          {t('says')}
          <textarea
            rows={3}
            dir="auto"
            value={texts}
            onInput={(event) => setTexts(event.currentTarget.value)}
          />
        </label>
        <button type="submit">{t('change_says')}</button>
      </form>
      <p>
        <button
          type="button"
          class="danger"
          onClick={async () => {
            const gone = await attempt('remove', () => api.remove(clip.key, clip.tag));
            dialog.current?.close();
            if (gone !== null) tellRemoved(clip.key, gone.hidden, onDone);
          }}
        >
          {t('take_away')}
        </button>
      </p>
    </dialog>
  );
}

function tellRemoved(key: string, hidden: string, onDone: () => void): void {
  tell(t('taken_away', { key }), {
    label: t('undo'),
    run: () =>
      attempt('restore', async () => {
        await api.restore(hidden);
        onDone();
      }),
  });
}

function recordAgain({ tag }: Clip, words: string, lang: string): void {
  give([words], '', lang);
  tags.set(idOf(words, lang), tag);
  go('record');
}
