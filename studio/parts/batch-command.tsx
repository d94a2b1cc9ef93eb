import type { Campaign } from '../api-types.ts';
import { about, attempt, tell } from '../state.ts';
import { t } from '../text.ts';
import { saveFile } from './save-file.ts';

/** The command that says the whole campaign. */
export function BatchCommand({ campaign }: { readonly campaign: Campaign }) {
  const command = commandOf(campaign);
  const { template } = campaign;
  return (
    <section aria-labelledby="command">
      <h3 id="command">{t('command')}</h3>
      <p>{t('command_what')}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <pre tabIndex={0}>{command}</pre>
      <p class="row">
        {/* Pages of insecure origins have no clipboard. */}
        {navigator.clipboard !== undefined && (
          <button
            type="button"
            onClick={() =>
              attempt('copy', async () => {
                await navigator.clipboard.writeText(command);
                tell(t('copied'));
              })
            }
          >
            {t('copy')}
          </button>
        )}
        {typeof template === 'object' && template !== null && (
          <button
            type="button"
            onClick={() =>
              saveFile('messages.json', JSON.stringify(template, null, 2), 'application/json')
            }
          >
            {t('save_template')}
          </button>
        )}
      </p>
    </section>
  );
}

function commandOf({ name, template }: Campaign): string {
  const { roots, prompts, lang } = about.value!;
  const places = roots.map((root) => `--root ${quoted(root)}`);
  const parts = ['stitch batch', quoted(name), ...places, `--lang ${quoted(lang)}`];
  if (prompts !== null) parts.push(`--prompts ${quoted(prompts)}`);
  if (typeof template === 'string') parts.push(`--template ${quoted(template)}`);
  else if (template !== null) parts.push('--template @messages.json');
  return [...parts, '--out calls'].join(' ');
}

/** A word of a command as a shell takes it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
