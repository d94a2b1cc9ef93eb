import { effect, type Signal, signal } from '@preact/signals';

/** A signal whose value survives a reload of its tab. Its values are JSON, or undefined. */
export function keptSignal<T>(name: string, first: T): Signal<T> {
  const key = `stitch-studio-${name}`;
  const kept = sessionStorage.getItem(key);
  const own = signal<T>(kept === null ? first : JSON.parse(kept).value);
  effect(() => sessionStorage.setItem(key, JSON.stringify({ value: own.value })));
  return own;
}
