import { compareKeys, type Entry } from './repo.ts';

/**
 * Reorders entries from the order of their names to that of their keys, holding back only those whose
 * names are not NFC: composed, they sort later. Of two entries with one key, the one named by it wins.
 */
export async function* inKeyOrder(
  entries: AsyncIterable<Entry>,
  nameOf: (entry: Entry) => string,
): AsyncIterable<Entry> {
  let held: Entry[] = [];
  for await (const entry of entries) {
    if (nameOf(entry) !== entry.key) {
      held = [...held.filter(({ key }) => key !== entry.key), entry];
      held.sort((a, b) => compareKeys(a.key, b.key));
      continue;
    }
    if (held.length > 0) {
      for (const earlier of held) if (compareKeys(earlier.key, entry.key) < 0) yield earlier;
      held = held.filter(({ key }) => compareKeys(key, entry.key) > 0);
    }
    yield entry;
  }
  yield* held;
}
