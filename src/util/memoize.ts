/** What a map has, or what is then made for it. A failure is not kept: the next call tries again. */
export function once<K, V>(map: Map<K, Promise<V>>, key: K, make: () => Promise<V>): Promise<V> {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  made.catch(() => map.delete(key));
  map.set(key, made);
  return made;
}

/** The same for what is made at once, of so many keys at the most: callers may name any. */
export function kept<K, V>(map: Map<K, V>, key: K, make: () => V, most = 100): V {
  let value = map.get(key);
  if (value === undefined) {
    if (map.size >= most) map.clear();
    value = make();
    map.set(key, value);
  }
  return value;
}
