/** A take that waits until the server has saved it. */
export interface WaitingTake {
  /** Its word, language and kind: a later take of the same replaces it. */
  readonly id: string;
  /** Tells it from a later take of the same word. */
  readonly made: string;
  readonly words: string;
  readonly lang: string;
  readonly kind: string | undefined;
  /** Tag of the clip that it replaces. */
  readonly seen: string | undefined;
  readonly room: number;
  readonly lost: number;
  readonly anyway: boolean;
  readonly wav: ArrayBuffer;
  readonly at: number;
  /** Where another clip stands in its way: its key. It waits for a decision. */
  readonly conflict?: string;
}

const STORE = 'takes';

/** Takes in the browser's database, which survive a reload and a server that is away. */
export class TakeStore {
  private opened: Promise<IDBDatabase> | null = null;

  put(take: WaitingTake): Promise<unknown> {
    return this.run('readwrite', (store) => store.put(take));
  }

  get(id: string): Promise<WaitingTake | undefined> {
    return this.run('readonly', (store) => store.get(id));
  }

  delete(id: string): Promise<unknown> {
    return this.run('readwrite', (store) => store.delete(id));
  }

  /** All takes, the oldest first. */
  async all(): Promise<readonly WaitingTake[]> {
    const takes: WaitingTake[] = await this.run('readonly', (store) => store.getAll());
    return takes.sort((a, b) => a.at - b.at);
  }

  private async run<T>(
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> {
    this.opened ??= open();
    const transaction = (await this.opened).transaction(STORE, mode);
    const request = work(transaction.objectStore(STORE));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  }
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open('stitch-studio', 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'id' });
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
