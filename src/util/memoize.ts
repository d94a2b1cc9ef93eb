/** Returns the map's promise for a key, created by the first call. A failure is not kept: the next call retries. */
export function memoizeAsync<K, V>(
  map: Map<K, Promise<V>>,
  key: K,
  make: () => Promise<V>,
): Promise<V> {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  made.catch(() => map.delete(key));
  map.set(key, made);
  return made;
}

/** Returns the map's value for a key, created by the first call. @param max keys kept; past it all are evicted. */
export function getOrCreate<K, V>(map: Map<K, V>, key: K, create: () => V, max = 100): V {
  let value = map.get(key);
  if (value === undefined) {
    if (map.size >= max) map.clear();
    value = create();
    map.set(key, value);
  }
  return value;
}

/** Code units of the texts that are kept: more than words and values have. */
const MAX_KEPT_LENGTH = 100;

/** As `getOrCreate`, for a text of a caller: a longer one is not kept, or many of them would fill the memory. */
export function getOrCreateShort<V>(
  map: Map<string, V>,
  text: string,
  create: () => V,
  max: number,
): V {
  return text.length > MAX_KEPT_LENGTH ? create() : getOrCreate(map, text, create, max);
}

/** Wraps a function to compute its value once per object, for as long as the object lives. */
export function memoizeByObject<T extends object, V>(compute: (of: T) => V): (of: T) => V {
  const values = new WeakMap<T, { readonly value: V }>();
  return (of) => {
    let known = values.get(of);
    if (known === undefined) {
      known = { value: compute(of) };
      values.set(of, known);
    }
    return known.value;
  };
}

/** Wraps a function to run only the first time. */
export function once(call: (text: string) => void): (text: string) => void {
  let isDone = false;
  return (text) => {
    if (!isDone) call(text);
    isDone = true;
  };
}
