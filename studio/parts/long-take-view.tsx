import {
  dropPart,
  longTake,
  mergePart,
  moveEdge,
  openLongTake,
  type Part,
  saveLongTake,
  saving,
  setWords,
  skipWord,
} from '../record/long-take.ts';
import { play, playClip, playing } from '../sound/player.ts';
import { attempt } from '../state.ts';
import { t } from '../text.ts';
import { FileDrop } from './file-drop.tsx';
import { Waveform } from './waveform.tsx';

const NAME = 'long take';

/** One recording of many words, from any recorder: cut at its pauses, looked through, saved. */
export function LongTakeView() {
  const open = longTake.value;
  const at = playing.value?.name === NAME ? playing.value.seconds : null;
  return (
    <>
      <FileDrop
        label={open?.name ?? t('drop_take')}
        hint={t('drop_take_hint')}
        accept="audio/*,video/*,.amr,.awb,.3gp,.gsm,.caf"
        onFile={openLongTake}
      />
      {open !== null && (
        <>
          <p role="status">{t('long_found', { n: open.parts.length, words: open.list.length })}</p>
          {open.warnings.map((warning) => (
            <p key={warning} class="notice">
              {warning}
            </p>
          ))}
          <Waveform
            peaks={open.peaks}
            seconds={open.seconds}
            regions={open.parts.map(({ start, end, words }) => ({
              start,
              end,
              label: words ?? '?',
            }))}
            at={at}
            label={t('long_picture', { n: open.parts.length })}
            onSeek={(seconds) =>
              open.sound && void attempt('play', () => play(NAME, open.sound!, seconds))
            }
          />
          {open.sound === null && <p class="quiet">{t('long_no_play')}</p>}
          <ol class="parts">
            {open.parts.map((part, i) => (
              <PartRow key={part.id} part={part} at={i} isLast={i === open.parts.length - 1} />
            ))}
          </ol>
          <SaveRow parts={open.parts} />
        </>
      )}
    </>
  );
}

function PartRow({ part, at, isLast }: { part: Part; at: number; isLast: boolean }) {
  const { start, end, words, state, other } = part;
  const name = words ?? t('no_word');
  const { sound, lang } = longTake.value!;
  return (
    <li class={`part part-${state}`} data-part={words ?? ''}>
      <button
        type="button"
        class="round"
        disabled={sound === null}
        aria-label={t('play_part', { n: at + 1, words: name })}
        onClick={() => attempt('play', () => play(NAME, sound!, start, end))}
      >
        ▶
      </button>
      <input
        dir="auto"
        value={words ?? ''}
        placeholder={t('no_word')}
        aria-label={t('part_says', { n: at + 1 })}
        onChange={({ currentTarget }) => setWords(at, currentTarget.value.trim())}
      />
      <Edge edge="start" seconds={start} at={at} />
      <Edge edge="end" seconds={end} at={at} />
      <button type="button" onClick={() => skipWord(at)} disabled={words === null}>
        {t('not_said')}
      </button>
      <button type="button" onClick={() => mergePart(at)} disabled={isLast}>
        {t('merge')}
      </button>
      <button type="button" onClick={() => dropPart(at)}>
        {t('drop')}
      </button>
      {state === 'saved' && <span class="badge">✓ {t('saved')}</span>}
      {state === 'faulty' && (
        <span class="bad">
          {(part.faults ?? []).map((fault) => (
            <span key={fault} data-fault={fault}>
              ⚠ {fault === 'silent' ? t('long_silent', { words: name }) : t(`fault_${fault}`)}{' '}
            </span>
          ))}
          {part.faults?.includes('silent') !== true && (
            <button
              type="button"
              disabled={saving.value !== null}
              onClick={() => save(false, part.id)}
            >
              {t('keep_anyway')}
            </button>
          )}
        </span>
      )}
      {state === 'changed' && (
        <span class="bad">
          ⚠ {t('is_there', { key: other?.key ?? name })}{' '}
          {other !== undefined && (
            <button type="button" onClick={() => attempt('play', () => playClip(other.key, lang))}>
              {t('hear_theirs')}
            </button>
          )}
        </span>
      )}
    </li>
  );
}

function Edge({ edge, seconds, at }: { edge: 'start' | 'end'; seconds: number; at: number }) {
  return (
    <input
      type="number"
      step={0.05}
      min={0}
      value={seconds.toFixed(2)}
      aria-label={t(`part_${edge}`, { n: at + 1 })}
      onChange={({ currentTarget }) => moveEdge(at, edge, currentTarget.valueAsNumber)}
    />
  );
}

function save(isReplacing: boolean, only?: number) {
  return attempt('save', () => saveLongTake(isReplacing, only)).finally(() => {
    saving.value = null;
  });
}

function SaveRow({ parts }: { parts: readonly Part[] }) {
  const isBusy = saving.value !== null;
  const n = parts.filter(({ words, state }) => words !== null && state !== 'saved').length;
  return (
    <p class="row">
      <button type="button" class="main" disabled={isBusy || n === 0} onClick={() => save(false)}>
        {isBusy
          ? t('long_saving', { done: saving.value![0], all: saving.value![1] })
          : t('long_save', { n })}
      </button>
      {parts.some(({ state }) => state === 'changed') && (
        <button type="button" disabled={isBusy} onClick={() => save(true)}>
          {t('long_replace')}
        </button>
      )}
    </p>
  );
}
