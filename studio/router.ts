import { signal } from '@preact/signals';

export const TABS = ['say', 'library', 'campaign', 'record'] as const;
export type Tab = (typeof TABS)[number];
/** Views below the tab of recording. */
export type RecordView = 'words' | 'long' | 'phone';

interface Route {
  readonly tab: Tab;
  readonly view: RecordView;
}

export const route = signal<Route>(parse(location.hash));

addEventListener('hashchange', () => {
  route.value = parse(location.hash);
});

export function go(tab: Tab, view?: RecordView): void {
  location.hash = hashOf(tab, view);
}

export function hashOf(tab: Tab, view?: RecordView): string {
  return view === undefined || view === 'words' ? `#/${tab}` : `#/${tab}/${view}`;
}

function parse(hash: string): Route {
  const [, tab, view] = hash.split('/');
  return {
    tab: TABS.find((name) => name === tab) ?? 'say',
    view: view === 'long' || view === 'phone' ? view : 'words',
  };
}
