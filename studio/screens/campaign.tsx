import { computed, signal } from '@preact/signals';
import { ApiError, api } from '../api.ts';
import type { Campaign, Template } from '../api-types.ts';
import { BatchCommand } from '../parts/batch-command.tsx';
import { FileDrop } from '../parts/file-drop.tsx';
import { Reach } from '../parts/reach.tsx';
import { Samples } from '../parts/samples.tsx';
import { saveFile } from '../parts/save-file.ts';
import { ahead, give } from '../record/words.ts';
import { go } from '../router.ts';
import { attempt, campaign, fail, tell, untilRefreshed } from '../state.ts';
import { count, t } from '../text.ts';

/** Words to record that are listed; the recording list has all. */
const MAX_WORDS = 200;

/** Rows that were dropped, and are not open yet. */
const dropped = signal<{ readonly name: string; readonly text: string } | null>(null);
const typed = signal<string | null>(null);
const isLoading = signal(false);

/** The template as it is typed: the campaign's, until it is changed. */
const template = computed(() => typed.value ?? textOf(campaign.value?.template ?? null));

/** Who of a campaign can be told, what to record for the others, and messages to hear. */
export function CampaignScreen() {
  const { value: found } = campaign;
  return (
    <section class="screen">
      <h2>{t('campaign_title')}</h2>
      <div class="two">
        <FileDrop
          label={
            dropped.value === null
              ? (found?.name ?? t('drop_rows'))
              : t('not_checked', { name: dropped.value.name })
          }
          hint={t('drop_rows_hint')}
          accept=".csv,.tsv,.txt,.jsonl,.ndjson,text/csv"
          onFile={async (file) => {
            dropped.value = { name: file.name, text: await textOfFile(file) };
            await load();
          }}
        />
        <div>
          <label class="field">
            {t('template')}
            <textarea
              rows={4}
              dir="auto"
              value={template.value}
              placeholder={t('template_hint')}
              onInput={({ currentTarget }) => {
                typed.value = currentTarget.value;
              }}
              onDrop={(event) => {
                const file = event.dataTransfer?.files[0];
                if (file === undefined) return;
                event.preventDefault();
                void attempt('template', async () => {
                  typed.value = await textOfFile(file);
                });
              }}
            />
          </label>
          <button
            type="button"
            class="main"
            disabled={dropped.value === null && found === null}
            onClick={load}
          >
            {isLoading.value ? t('loading') : t('check_campaign')}
          </button>
        </div>
      </div>
      {found !== null && <Found campaign={found} />}
    </section>
  );
}

function Found({ campaign: found }: { campaign: Campaign }) {
  return (
    <>
      <Reach campaign={found} />
      <p class="row">
        {found.words.length > 0 && (
          <button
            type="button"
            class="main"
            onClick={() => {
              give(null);
              go('record');
            }}
          >
            {t('record_words', { n: found.words.length })}
          </button>
        )}
        <button type="button" onClick={() => attempt('list', () => saveList(found.id))}>
          {t('recording_list')}
        </button>
      </p>
      <WordTable campaign={found} />
      <Alternatives campaign={found} />
      <Samples campaign={found} />
      <BatchCommand campaign={found} />
    </>
  );
}

function WordTable({ campaign: { words, sets } }: { campaign: Campaign }) {
  const blocks = new Array<number>(words.length).fill(0);
  for (const [people, indexes] of sets) for (const i of indexes) blocks[i]! += people;
  const blocked = new Map(words.map(({ word, lang: of }, i) => [`${of}\t${word}`, blocks[i]!]));
  const list = ahead.value.filter(({ row, example }) => row > 0 || example !== '');
  if (words.length === 0 || list.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <section class="scroll" tabIndex={0} aria-label={t('words_to_record', { n: words.length })}>
      <table>
        <caption>{t('words_to_record', { n: words.length })}</caption>
        <thead>
          <tr>
            <th scope="col">{t('word')}</th>
            <th scope="col">{t('language')}</th>
            <th scope="col">{t('unblocks')}</th>
            <th scope="col">{t('blocks')}</th>
            <th scope="col">{t('example')}</th>
          </tr>
        </thead>
        <tbody>
          {list.slice(0, MAX_WORDS).map((word) => (
            <tr key={word.id}>
              <th scope="row" dir="auto">
                {word.words}
              </th>
              <td>{word.lang}</td>
              <td>{count(word.unblocks)}</td>
              <td>{count(blocked.get(`${word.lang}\t${word.words}`) ?? 0)}</td>
              <td dir="auto">{word.example}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Values without a clip, whose alternative is said instead. */
function Alternatives({ campaign: { fallbacks } }: { campaign: Campaign }) {
  return (
    <>
      {fallbacks.map(({ column, rows: people, empty, values }) => (
        <p key={column} class="row">
          <span>{t('fallback', { column, n: people, empty })}</span>
          {values.length > 0 && (
            <button
              type="button"
              onClick={() => {
                give(values.map(({ value }) => value));
                go('record');
              }}
            >
              {t('record_values', { n: values.length })}
            </button>
          )}
        </p>
      ))}
    </>
  );
}

async function load(): Promise<void> {
  if (isLoading.value) return;
  isLoading.value = true;
  const rows = dropped.value;
  try {
    await untilRefreshed();
    const open = campaign.value?.id;
    const found = await api.loadCampaign(rows, parseTemplate(template.value), open);
    if (dropped.value === rows) dropped.value = null;
    campaign.value = found;
    give(null);
    tell(t('campaign_checked', { n: found.rows }));
  } catch (error) {
    refuse(error);
  } finally {
    isLoading.value = false;
  }
}

/** Asks for the template that rows need; for other faults goes back to the campaign that is open. */
function refuse(error: unknown): void {
  const name = dropped.value?.name;
  const isRefused = error instanceof ApiError && error.status >= 400 && error.status < 500;
  const lacksTemplate = isRefused && error.message.includes('no column "message"');
  if (lacksTemplate && name !== undefined && template.value.trim() === '') {
    tell(t('type_template', { name }));
    return;
  }
  // With another template the same rows may be right; a campaign that is open is not replaced by them.
  const isOfTemplate = isRefused && error.message.startsWith('the template has');
  const staysDropped = isOfTemplate && campaign.value === null;
  if (isRefused && !staysDropped) dropped.value = null;
  fail(error, 'campaign');
}

async function saveList(id: number): Promise<void> {
  saveFile('recording-list.csv', await api.recordingList(id), 'text/csv');
}

/** A template as typed: a text; JSON is a text for each language; nothing, where each row has its whole message. */
function parseTemplate(text: string): Template | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  // A text may begin with a slot.
  if (!/^\{\s*"/.test(trimmed)) return trimmed;
  try {
    return JSON.parse(trimmed);
  } catch (error) {
    throw new Error(t('template_json', { why: (error as Error).message }));
  }
}

function textOf(given: Template | null): string {
  if (given === null) return '';
  return typeof given === 'string' ? given : JSON.stringify(given, null, 2);
}

/** A file's text: in UTF-8, or as Excel's "Unicode text". */
async function textOfFile(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
  const text = new TextDecoder(isWide ? 'utf-16le' : 'utf-8').decode(bytes);
  if (text.trim() !== '') return text;
  throw new Error(t('file_empty', { name: file.name }));
}
