import './styles/base.css';
import './styles/parts.css';
import './styles/screens.css';
import { render } from 'preact';
import { api } from './api.ts';
import { App } from './app.tsx';
import { openOutbox } from './record/outbox.ts';
import { rememberWaiting } from './record/session.ts';
import { about, fail, lang, refresh, refusal } from './state.ts';
import { t } from './text.ts';

/** Begins a session with the secret of the link, which then leaves the address. */
async function begin(): Promise<void> {
  const key = /^#k=(.+)$/.exec(location.hash)?.[1];
  if (key !== undefined) {
    history.replaceState(null, '', `${location.pathname}#/say`);
    await api.begin(key);
  }
  about.value = await api.about();
  lang.value = about.value.lang;
}

// Another link, opened in the same tab.
addEventListener('hashchange', () => {
  if (location.hash.startsWith('#k=')) location.reload();
});

render(<App />, document.getElementById('app')!);
begin()
  .then(async () => {
    // The campaign may be large; nothing waits for it.
    refresh().catch(fail);
    await openOutbox();
    rememberWaiting();
  })
  .catch((error) => {
    fail(error);
    if (about.value === null) refusal.value ??= t('server_away');
  });
