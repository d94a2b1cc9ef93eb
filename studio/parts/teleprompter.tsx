import { useEffect, useRef } from 'preact/hooks';
import { hearLast } from '../record/hear.ts';
import { replaced } from '../record/known-clips.ts';
import { conflicts, obstacle, waiting } from '../record/outbox.ts';
import {
  disturbance,
  end,
  hasTones,
  keepAnyway,
  lastTake,
  move,
  refused,
  rejected,
  type Stage,
  stage,
  start,
  togglePause,
} from '../record/session.ts';
import { current, reach, skipped, unskip } from '../record/words.ts';
import { count, t } from '../text.ts';
import { LevelMeter } from './level-meter.tsx';
import { MarkedText } from './marked-text.tsx';
import { NextWords } from './next-words.tsx';
import { Takes } from './takes.tsx';

/** What each key does while words are recorded. */
const KEYS: Readonly<Record<string, () => unknown>> = {
  ' ': togglePause,
  Backspace: () => move('redo'),
  ArrowLeft: () => move('back'),
  ArrowRight: () => move('next'),
  p: hearLast,
  P: hearLast,
  k: keepAnyway,
  K: keepAnyway,
  Escape: end,
};

/** One word after another, large, with no click between them. */
export function Teleprompter() {
  const box = useRef<HTMLElement>(null);
  const { value: now } = stage;
  const isOn = now !== 'idle';
  useEffect(() => {
    if (isOn) box.current?.focus();
  }, [isOn]);
  // A button that is gone takes the focus with it.
  useEffect(() => {
    if (isOn && document.activeElement === document.body) box.current?.focus();
  });
  useEffect(() => () => void (stage.value !== 'idle' && end()), []);
  return (
    <section
      ref={box}
      class={`teleprompter stage-${now}`}
      data-stage={now}
      tabIndex={-1}
      aria-label={t('teleprompter')}
      onKeyDown={(event) => {
        const act = KEYS[event.key];
        const isButton = event.target instanceof HTMLButtonElement && event.key === ' ';
        const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
        if (!isOn || act === undefined || isButton || !isPlain || event.repeat) return;
        event.preventDefault();
        void act();
      }}
    >
      <ReachLine />
      <WordNow stage={now} />
      {isOn && now !== 'done' && <LevelMeter />}
      <Advice />
      <Controls stage={now} />
      <NextWords />
      <Takes />
      <label class="tones">
        <input
          type="checkbox"
          checked={hasTones.value}
          onChange={({ currentTarget }) => {
            hasTones.value = currentTarget.checked;
          }}
        />
        {t('tones')}
      </label>
      {isOn && <p class="quiet keys">{t('keys')}</p>}
    </section>
  );
}

/** How many can be called by now. */
function ReachLine() {
  const { value } = reach;
  if (value === null) return null;
  const more = value.now - value.before;
  return (
    <p class="big-line" data-reach={value.now}>
      <strong class="big">{count(value.now)}</strong> {t('of_rows', { n: value.rows })}
      {more > 0 && <span class="more">{t('more', { n: more })}</span>}
    </p>
  );
}

function WordNow({ stage: now }: { stage: Stage }) {
  const word = current.value;
  const isAsking = now === 'listening' || now === 'level';
  const prompt = now === 'room' ? t('prompt_room') : now === 'level' ? t('prompt_level') : '';
  return (
    <>
      <p class="prompt" aria-live="polite">
        {now === 'opening' && t('prompt_opening')}
        {now === 'paused' && t('prompt_paused')}
        {now === 'done' && doneText()}
        {prompt}
        {isAsking && word !== null && (
          <span class="unseen">{t('prompt_say', { words: word.words })}</span>
        )}
      </p>
      {word !== null && (
        <>
          <p class="word" dir="auto" lang={word.lang} data-word={word.words}>
            {word.words}
          </p>
          {replaced.value.has(word.id) && (
            <p class="quiet">{t('replaces', { key: replaced.value.get(word.id)! })}</p>
          )}
          {word.example !== '' && (
            <p class="sentence" dir="auto" lang={word.lang}>
              <MarkedText text={word.example} span={word.place} />
            </p>
          )}
        </>
      )}
      {word === null && skipped.value.size > 0 && (
        <button type="button" onClick={unskip}>
          {t('unskip', { n: skipped.value.size })}
        </button>
      )}
      {word === null && skipped.value.size === 0 && now !== 'done' && <p>{t('no_words')}</p>}
    </>
  );
}

/** What is told once the last word was said: takes that are not saved yet are not recorded. */
function doneText(): string {
  const n = waiting.value.length;
  const { value: found } = obstacle;
  if (n > 0) {
    if (found === null) return t('done_saving', { n });
    return t('done_unsaved', { n, why: found.isAway ? t('why_away') : found.why });
  }
  const undecided = conflicts.value.length;
  return undecided > 0 ? t('done_conflicts', { n: undecided }) : t('prompt_done');
}

/** What is wrong with the last take, and what to do. */
function Advice() {
  const again = rejected.value;
  const lost = refused.value;
  return (
    <div class="advice" role="alert">
      {again !== null && (
        <>
          <p>
            <strong>{t('say_again', { words: again.word.words })}</strong>
          </p>
          {again.take.judged.faults.map((fault) => (
            <p key={fault} data-fault={fault}>
              ⚠ {t(`fault_${fault}`)}
            </p>
          ))}
        </>
      )}
      {again === null && disturbance.value !== null && <p>{t(`heard_${disturbance.value}`)}</p>}
      {lost !== null && (
        <p>
          {t('refused_take', { words: lost.words })}{' '}
          {lost.faults.map((fault) => t(`fault_${fault}`)).join(' ')}
        </p>
      )}
    </div>
  );
}

function Controls({ stage: now }: { stage: Stage }) {
  if (now === 'idle' || now === 'done') {
    return (
      <p class="controls">
        <button type="button" class="main" onClick={start} disabled={current.value === null}>
          {t('start')}
        </button>
        {now === 'done' && (
          <button type="button" onClick={end}>
            {t('end')}
          </button>
        )}
        {lastTake.value !== null && (
          <button type="button" onClick={hearLast}>
            {t('hear')}
          </button>
        )}
      </p>
    );
  }
  return (
    <p class="controls">
      <button type="button" onClick={() => move('back')}>
        ← {t('back')}
      </button>
      <button type="button" class="main" onClick={togglePause}>
        {now === 'paused' ? t('go_on') : t('pause')}
      </button>
      <button type="button" onClick={() => move('next')}>
        {t('skip')} →
      </button>
      <button type="button" onClick={() => move('redo')} disabled={lastTake.value === null}>
        {t('redo')}
      </button>
      <button type="button" onClick={hearLast}>
        {t('hear')}
      </button>
      {rejected.value !== null && (
        <button type="button" onClick={keepAnyway}>
          {t('keep_anyway')}
        </button>
      )}
      <button type="button" onClick={end}>
        {t('end')}
      </button>
    </p>
  );
}
