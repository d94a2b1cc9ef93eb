/** What a map has, or what is then made for it. A failure is not kept: the next call tries again. */
export function once<K, V>(map: Map<K, Promise<V>>, key: K, make: () => Promise<V>): Promise<V> {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  made.catch(() => map.delete(key));
  map.set(key, made);
  return made;
}
