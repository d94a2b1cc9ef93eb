import { computed, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api } from '../api.ts';
import type { Clip, ClipList, Facts } from '../api-types.ts';
import { ClipDialog } from '../parts/clip-dialog.tsx';
import { VirtualList } from '../parts/virtual-list.tsx';
import { playClip } from '../sound/player.ts';
import { attempt, lang, reasonOf } from '../state.ts';
import { t } from '../text.ts';

/** Clips are measured once they stay on the screen for so long, at most so many at once. */
const MEASURE_MS = 120;
const MAX_MEASURED = 40;
/** Clips that cannot be listed are asked for again after so long. */
const AGAIN_MS = 10_000;

const list = signal<ClipList | null>(null);
const filter = signal('');
/** Why the clips cannot be listed now. */
const fault = signal<string | null>(null);
const show = signal<'all' | 'conflicts' | 'faults'>('all');
const facts = signal<ReadonlyMap<string, Facts>>(new Map());
const edited = signal<Clip | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

const unused = computed(
  () => new Set(list.value?.conflicts.flatMap((conflict) => conflict.unused) ?? []),
);
const shown = computed(() => {
  const wanted = filter.value.trim().toLowerCase();
  const isWanted = ({ key, says }: Clip) =>
    wanted === '' || [key, ...says].some((text) => text.toLowerCase().includes(wanted));
  const isShown = (clip: Clip) =>
    show.value === 'all' ||
    (show.value === 'conflicts' && unused.value.has(clip.key)) ||
    (show.value === 'faults' && hasFaults(facts.value.get(idOf(clip))));
  return (list.value?.clips ?? []).filter((clip) => isWanted(clip) && isShown(clip));
});

/** The clips of a language: heard, measured, changed, taken away. */
export function LibraryScreen() {
  useEffect(() => void load(), [lang.value]);
  useEffect(() => {
    if (fault.value === null) return;
    const again = setInterval(() => void load(), AGAIN_MS);
    return () => clearInterval(again);
  }, [fault.value]);
  const { value: found } = list;
  const isNarrow = useNarrow();
  return (
    <section class="screen">
      <h2>{t('library_title')}</h2>
      <div class="row filters">
        <label>
          {t('filter')}
          <input
            type="search"
            dir="auto"
            value={filter.value}
            onInput={({ currentTarget }) => {
              filter.value = currentTarget.value;
            }}
          />
        </label>
        <label>
          {t('show')}
          <select
            value={show.value}
            onChange={({ currentTarget }) => choose(currentTarget.value as typeof show.value)}
          >
            <option value="all">{t('show_all')}</option>
            <option value="conflicts">{t('show_conflicts', { n: unused.value.size })}</option>
            <option value="faults">{t('show_faults')}</option>
          </select>
        </label>
        <span role="status">{t('clips', { n: shown.value.length })}</span>
      </div>
      {fault.value !== null && (
        <p class="notice error" role="alert">
          {fault.value}
        </p>
      )}
      {found !== null && <Troubles list={found} />}
      {found !== null && found.clips.length === 0 && <p>{t('library_empty')}</p>}
      {shown.value.length > 0 && (
        <VirtualList
          items={shown.value}
          label={t('library_title')}
          rowHeight={isNarrow ? 104 : 64}
          keyOf={(clip) => clip.key}
          row={(clip) => <ClipRow clip={clip} facts={facts.value.get(idOf(clip))} />}
          onShown={measureSoon}
        />
      )}
      {edited.value !== null && (
        <ClipDialog
          key={edited.value.key}
          clip={edited.value}
          lang={edited.value.lang ?? lang.value}
          onDone={() => {
            edited.value = null;
            void load();
          }}
        />
      )}
    </section>
  );
}

function ClipRow({ clip, facts: of }: { clip: Clip; facts: Facts | undefined }) {
  const says = clip.says.join(' · ') || clip.key;
  return (
    <div class="clip">
      <button
        type="button"
        class="round"
        aria-label={t('play_clip', { words: says })}
        onClick={() => attempt('play', () => playClip(clip.key, clip.lang ?? lang.value))}
      >
        ▶
      </button>
      <div class="clip-words">
        <strong dir="auto">{says}</strong>
        <span class="key">{clip.key}</span>
      </div>
      <div class="clip-facts">{of === undefined ? '…' : <FactsLine facts={of} />}</div>
      {unused.value.has(clip.key) && <span class="badge">{t('unused')}</span>}
      <button
        type="button"
        aria-label={t('change_clip', { words: says })}
        onClick={() => {
          edited.value = clip;
        }}
      >
        {t('change')}
      </button>
    </div>
  );
}

function FactsLine({ facts: of }: { facts: Facts }) {
  if (of.fault !== null) return <span class="bad">✗ {of.fault}</span>;
  const db = (value: number | null | undefined) => (value == null ? '–' : value.toFixed(0));
  return (
    <>
      <span>
        {t('facts', {
          seconds: (of.seconds ?? 0).toFixed(2),
          level: db(of.levelDb),
          peak: db(of.peakDb),
          noise: db(of.noiseDb),
        })}
      </span>
      {of.warnings?.map((warning) => (
        <span key={warning} class="bad">
          ⚠ {warning}
        </span>
      ))}
    </>
  );
}

/** Clips that say the same, and files that do not work as their owner may think. */
function Troubles({ list: { conflicts, problems } }: { list: ClipList }) {
  if (conflicts.length + problems.length === 0) return null;
  return (
    <details class="notice">
      <summary>{t('troubles', { n: conflicts.length + problems.length })}</summary>
      <ul>
        {conflicts.map(({ says, used, unused: others }) => (
          <li key={says}>{t('conflict', { says, used, unused: others.join(', ') })}</li>
        ))}
        {problems.map(({ where, what }) => (
          <li key={`${where} ${what}`}>
            {where}: {what}
          </li>
        ))}
      </ul>
    </details>
  );
}

async function load(): Promise<void> {
  const wanted = lang.value;
  try {
    const found = await api.clips(wanted);
    if (wanted !== lang.value) return;
    list.value = found;
    fault.value = null;
  } catch (error) {
    if (wanted === lang.value) fault.value = reasonOf(error);
  }
}

function choose(what: typeof show.value): void {
  show.value = what;
  if (what === 'faults') void measureAll();
}

function measureSoon(clips: readonly Clip[]): void {
  clearTimeout(timer);
  timer = setTimeout(() => void attempt('measure', () => measure(clips)), MEASURE_MS);
}

async function measure(clips: readonly Clip[]): Promise<void> {
  const wanted = clips.filter((clip) => !facts.value.has(idOf(clip))).slice(0, MAX_MEASURED);
  if (wanted.length === 0) return;
  const found = await api.facts(wanted.map(({ key }) => key));
  const all = new Map(facts.value);
  wanted.forEach((clip, i) => {
    all.set(idOf(clip), found[i]!);
  });
  facts.value = all;
}

/** Measures every clip, to find those with faults, while they are what is shown. */
async function measureAll(): Promise<void> {
  const clips = list.value?.clips ?? [];
  for (let start = 0; start < clips.length && show.value === 'faults'; start += MAX_MEASURED) {
    if (
      (await attempt('measure', () => measure(clips.slice(start, start + MAX_MEASURED)))) === null
    )
      return;
  }
}

function hasFaults(of: Facts | undefined): boolean {
  return of !== undefined && (of.fault !== null || (of.warnings?.length ?? 0) > 0);
}

function idOf({ key, tag }: Clip): string {
  return `${key} ${tag}`;
}

const narrow = matchMedia('(max-width: 640px)');
const isNarrowNow = signal(narrow.matches);
narrow.addEventListener('change', () => {
  isNarrowNow.value = narrow.matches;
});
function useNarrow(): boolean {
  return isNarrowNow.value;
}
