import type { Step } from '../api-types.ts';
import { t } from '../text.ts';

interface Props {
  readonly steps: readonly Step[];
  /** The place that is heard. */
  readonly at: number | null;
  readonly onPlay: ((seconds: number) => void) | null;
}

/** Which clip says which words, in order; a clip's chip plays from there. */
export function StepChips({ steps, at, onPlay }: Props) {
  return (
    <ol class="chips" aria-label={t('steps')}>
      {steps.map((step, i) => (
        <li key={i}>{chipOf(step, at, onPlay)}</li>
      ))}
    </ol>
  );
}

function chipOf(step: Step, at: number | null, onPlay: Props['onPlay']) {
  if (step.kind === 'pause') {
    return (
      <span class="chip pause">
        <span aria-hidden="true">⏸ </span>
        {t(step.pause === 'comma' ? 'pause_comma' : 'pause_stop')}
      </span>
    );
  }
  if (step.kind === 'missing') {
    const near = step.nearest.map(({ says }) => says).join(', ');
    return (
      <span class="chip missing">
        <span dir="auto">
          <span aria-hidden="true">✗ </span>
          {step.word}
        </span>
        <small>{step.reason ?? (near === '' ? t('no_clip') : t('no_clip_near', { near }))}</small>
      </span>
    );
  }
  const { start_seconds: start, length_seconds: length = 0 } = step;
  const isHeard = at !== null && start !== undefined && at >= start && at < start + length;
  return (
    <button
      type="button"
      class={isHeard ? 'chip heard' : 'chip'}
      disabled={onPlay === null || start === undefined}
      onClick={() => onPlay?.(start!)}
      aria-label={t('play_from', { words: step.words.join(' '), clip: step.clip })}
    >
      <span dir="auto">{step.words.join(' ')}</span>
      <small>{step.clip}</small>
    </button>
  );
}
