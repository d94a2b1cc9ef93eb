import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api, type Message } from '../api.ts';
import type { Checked } from '../api-types.ts';
import { saveFile } from '../parts/save-file.ts';
import { StepChips } from '../parts/step-chips.tsx';
import { peaksOf, type Region, Waveform } from '../parts/waveform.tsx';
import { give } from '../record/words.ts';
import { go } from '../router.ts';
import { decode, play, playing, stop } from '../sound/player.ts';
import { about, attempt, fail, lang, succeed } from '../state.ts';
import { count, t } from '../text.ts';

/** The server is asked once nothing was typed for so long. */
const CHECK_MS = 120;
const NAME = 'message';

const text = signal('');
const values = signal<Readonly<Record<string, string>>>({});
const checked = signal<Checked | null>(null);
const sound = signal<{ buffer: AudioBuffer; peaks: readonly number[]; regions: Region[] } | null>(
  null,
);
const format = signal('mp3');

/** Type a message; see which clip says which words; hear it. */
export function SayScreen() {
  const slots = slotsOf(text.value);
  const request = messageOf(slots);
  const asked = JSON.stringify(request);
  useEffect(() => {
    const controller = new AbortController();
    const timer = setTimeout(() => void look(request, controller.signal), CHECK_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [asked]);
  return (
    <section class="screen">
      <h2>{t('say_title')}</h2>
      <label class="field">
        {t('message')}
        <textarea
          rows={3}
          dir="auto"
          value={text.value}
          placeholder={t('message_hint')}
          onInput={({ currentTarget }) => {
            text.value = currentTarget.value;
          }}
        />
      </label>
      {slots.length > 0 && (
        <fieldset class="values">
          <legend>{t('values')}</legend>
          {slots.map((name) => (
            <label key={name}>
              <span dir="auto">{name}</span>
              <input
                dir="auto"
                value={values.value[name] ?? ''}
                onInput={({ currentTarget }) => {
                  values.value = { ...values.value, [name]: currentTarget.value };
                }}
              />
            </label>
          ))}
        </fieldset>
      )}
      {lacksValue(text.value) && (
        <p class="quiet">{t('fill_values', { braces: '{name|farmer}' })}</p>
      )}
      {checked.value !== null && <Answer checked={checked.value} request={request} />}
    </section>
  );
}

function Answer({ checked: found, request }: { checked: Checked; request: Message }) {
  const lacks = found.record.length;
  const isUnread = found.steps.some(({ kind }) => kind === 'missing');
  // A gap may stand for what is missing: the server calls that said.
  const isWhole = found.can_be_said && !isUnread;
  const { value: heard } = sound;
  const at = playing.value?.name === NAME ? playing.value.seconds : null;
  const playFrom = (seconds: number) =>
    heard && void attempt('play', () => play(NAME, heard.buffer, seconds));
  return (
    <>
      <p class={isWhole ? 'verdict good' : 'verdict bad'} role="status">
        <span aria-hidden="true">{isWhole ? '✓ ' : '✗ '}</span>
        {isWhole
          ? t('can_be_said', { seconds: found.duration_seconds.toFixed(1) })
          : lacks > 0
            ? t('lacks', { n: lacks })
            : t(isUnread ? 'unread' : 'nothing_to_say')}
      </p>
      <StepChips steps={found.steps} at={at} onPlay={heard === null ? null : playFrom} />
      {lacks > 0 && (
        <p class="row">
          <button type="button" class="main" onClick={() => record(found.record, found.text)}>
            {t('record_words', { n: lacks })}
          </button>
          <span dir="auto">{found.record.join(' · ')}</span>
        </p>
      )}
      {found.warnings.map((warning) => (
        <p key={warning} class="notice">
          {warning}
        </p>
      ))}
      {heard !== null && (
        <Waveform
          peaks={heard.peaks}
          seconds={heard.buffer.duration}
          regions={heard.regions}
          at={at}
          label={t('waveform', { n: heard.regions.length })}
          onSeek={playFrom}
        />
      )}
      {heard !== null && (
        <p class="row">
          <button type="button" class="main" onClick={() => (at === null ? playFrom(0) : stop())}>
            {at === null ? t('play') : t('stop')}
          </button>
          <label>
            {t('format')}
            <select
              value={format.value}
              onChange={({ currentTarget }) => {
                format.value = currentTarget.value;
              }}
            >
              {about.value!.formats.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
          <button type="button" onClick={() => attempt('download', () => download(request, found))}>
            {t('download')}
          </button>
          <span class="quiet">
            {t('seconds', { seconds: count(Number(heard.buffer.duration.toFixed(2))) })}
          </span>
        </p>
      )}
    </>
  );
}

function record(words: readonly string[], example: string): void {
  give(words, example);
  go('record');
}

/** Checks a message, and has it said where it can be. */
async function look(request: Message, signal: AbortSignal): Promise<void> {
  if (request.message!.trim() === '' || lacksValue(request.message!)) {
    checked.value = null;
    sound.value = null;
    return;
  }
  try {
    const asWav = { ...request, format: 'wav' };
    const found = await api.check(asWav, signal);
    checked.value = found;
    sound.value = null;
    if (!found.steps.some(({ kind }) => kind === 'clip')) return succeed('say');
    const bytes = await api.say(asWav, signal);
    const buffer = await decode(bytes);
    if (signal.aborted) return;
    sound.value = { buffer, peaks: peaksOf(buffer), regions: regionsOf(found) };
    succeed('say');
  } catch (error) {
    if (!signal.aborted) fail(error, 'say');
  }
}

function regionsOf({ steps }: Checked): Region[] {
  return steps.flatMap((step) => {
    if (step.kind !== 'clip' || step.start_seconds === undefined) return [];
    const end = step.start_seconds + (step.length_seconds ?? 0);
    return [{ start: step.start_seconds, end, label: step.words.join(' ') }];
  });
}

async function download(request: Message, { text: said }: Checked): Promise<void> {
  const bytes = await api.say({ ...request, format: format.value });
  const stem = said.replace(/[^\p{L}\p{N}]+/gu, '_').slice(0, 60) || 'message';
  saveFile(`${stem}.${endingOf(format.value)}`, bytes, 'application/octet-stream');
}

/** The usual ending of files in a format. */
function endingOf(name: string): string {
  return name.startsWith('wav') ? 'wav' : name.startsWith('ogg') ? 'ogg' : name;
}

function messageOf(slots: readonly string[]): Message {
  const given = Object.fromEntries(slots.map((name) => [name, values.value[name] ?? '']));
  const message = { message: text.value, lang: lang.value, missing: 'silence' as const };
  return slots.length === 0 ? message : { ...message, values: given };
}

/** Names of the slots of a template. */
function slotsOf(message: string): readonly string[] {
  return [...new Set(slotTexts(message).map(([, name]) => name!.trim()))];
}

/** Whether a slot without an alternative has no value yet. */
function lacksValue(message: string): boolean {
  return slotTexts(message).some(
    ([, name, alternative]) => alternative === undefined && !values.value[name!.trim()]?.trim(),
  );
}

function slotTexts(message: string): readonly RegExpMatchArray[] {
  return [...message.matchAll(/\{([^{}|]+)(\|[^{}]*)?\}/g)];
}
