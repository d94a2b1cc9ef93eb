import { ConflictList } from './parts/conflicts.tsx';
import { NoticeLine } from './parts/notice.tsx';
import { conflicts, obstacle, waiting } from './record/outbox.ts';
import { hashOf, route, TABS, type Tab } from './router.ts';
import { CampaignScreen } from './screens/campaign.tsx';
import { LibraryScreen } from './screens/library.tsx';
import { RecordScreen } from './screens/record.tsx';
import { SayScreen } from './screens/say.tsx';
import { about, lang, languages, refusal } from './state.ts';
import { pageLanguage, pageLanguages, setPageLanguage, t } from './text.ts';

/** Every screen. A new one is a file of `screens/`, and a line here. */
const SCREENS: Readonly<Record<Tab, () => preact.JSX.Element>> = {
  say: SayScreen,
  library: LibraryScreen,
  campaign: CampaignScreen,
  record: RecordScreen,
};

/** The page: its tabs, and the screen of the address. */
export function App() {
  if (refusal.value !== null) {
    return (
      <main class="refusal">
        <h1>stitch studio</h1>
        <p role="alert">{refusal.value}</p>
        <WaitingLine />
      </main>
    );
  }
  const { tab } = route.value;
  const Screen = SCREENS[tab];
  return (
    <>
      <header class="top">
        <h1>
          stitch <span>studio</span>
        </h1>
        <nav class="tabs" aria-label={t('screens')}>
          {TABS.map((name) => (
            <a key={name} href={hashOf(name)} aria-current={name === tab ? 'page' : undefined}>
              {t(`tab_${name}`)}
            </a>
          ))}
        </nav>
        <div class="choices">
          <label htmlFor="clips-of">{t('clips_of')}</label>
          <LanguageChoice id="clips-of" />
          <label>
            {t('page_in')}
            <select
              value={pageLanguage.value}
              onChange={(event) => setPageLanguage(event.currentTarget.value)}
            >
              {pageLanguages.map(({ code, name }) => (
                <option key={code} value={code} lang={code}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        </div>
      </header>
      <main>
        <WaitingLine />
        <ConflictList conflicts={conflicts.value} />
        <NoticeLine />
        {about.value === null ? <p>{t('loading')}</p> : <Screen />}
      </main>
    </>
  );
}

/** The language of messages and clips: one that has a folder, or any other tag. */
function LanguageChoice({ id }: { readonly id: string }) {
  return (
    <>
      <input
        id={id}
        list="languages"
        value={lang.value}
        size={6}
        spellcheck={false}
        onChange={({ currentTarget }) => {
          lang.value = currentTarget.value.trim() || lang.value;
          currentTarget.value = lang.value;
        }}
      />
      <datalist id="languages">
        {languages.value.map((code) => (
          <option key={code} value={code} />
        ))}
      </datalist>
    </>
  );
}

/** Takes that are not saved yet; they are sent again while the page is open. */
function WaitingLine() {
  const n = waiting.value.length;
  const { value: found } = obstacle;
  const isLong = found !== null || n > 3;
  return (
    <p class={n > 0 && isLong ? 'notice waiting' : 'unseen'} role="status" data-waiting={n}>
      {n > 0 &&
        isLong &&
        (found === null
          ? t('waiting', { n })
          : t(found.isAway ? 'waiting_away' : 'waiting_failed', { n, why: found.why }))}
    </p>
  );
}
