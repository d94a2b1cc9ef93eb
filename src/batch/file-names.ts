import { createHash } from 'node:crypto';
import { StitchError } from '../errors.ts';
import { safe } from '../file-name.ts';
import { parseTemplate, slotNames, type Template } from '../message/template.ts';
import { isHidden, type Key, keyOrNull } from '../repo/repo.ts';
import { NoteTable } from './note-table.ts';
import type { Recipient } from './recipients.ts';

/** File systems take 255 bytes a name; a temporary one is longer than the name itself. */
const MOST_BYTES = 200;
const ENDING = /\.(mp3|wav)$/i;

/** Names the files of a campaign after a pattern such as `{id}.mp3`. */
export class FileNames {
  /** Whether rows that say the same have one file: the pattern has {hash} and nothing else of the row. */
  readonly areShared: boolean;
  private readonly pattern: Template;
  /** By name: the row that has it, and 64 bits of its render. */
  private readonly taken = new NoteTable(3);

  /**
   * @param ending put behind the pattern where it has none. @param columns null where rows name their own.
   * @throws StitchError usage/option.
   */
  constructor(pattern: string, ending: string, columns: readonly string[] | null) {
    this.pattern = parseTemplate(ENDING.test(pattern) ? pattern : `${pattern}.${ending}`);
    const slots = slotNames(this.pattern);
    const known = [...new Set([...OWN_SLOTS, ...(columns ?? slots)])];
    const unknown = slots.find((name) => !known.includes(name));
    const wrong =
      unknown !== undefined
        ? `has {${unknown}}, and there is no such column; there are ${known.join(', ')}`
        : slots.length === 0
          ? 'names every file the same; give it a column, as in {id}.mp3'
          : isHidden(this.pattern.text) || keyOrNull(this.pattern.text) === null
            ? 'cannot name files; give a relative name such as {id}.mp3'
            : null;
    if (wrong !== null) throw new StitchError('usage/option', `--name ${pattern} ${wrong}`);
    this.areShared = slots.every((name) => name === 'hash');
  }

  /**
   * The name of a row's file. Signs that a file system may mind become "_".
   * @param hash names its render. @throws StitchError batch/bad-row where it has none, or one that is taken.
   */
  nameFor({ row, line, id, values }: Recipient, hash: string): Key {
    if (this.areShared) return this.fill(() => hash) as Key;
    const name = this.fill((slot) => {
      const value =
        slot === 'hash' ? hash : slot === 'row' ? String(row) : slot === 'id' ? id : values[slot];
      const part = safe(value ?? '');
      if (part === '') throw badName(line, `it has no {${slot}} to name its file by`);
      return part;
    });
    const key = keyOrNull(name);
    if (key === null || isHidden(key))
      throw badName(line, `${JSON.stringify(name)} cannot name a file`);
    if (key.split('/').some((part) => Buffer.byteLength(part) > MOST_BYTES)) {
      throw badName(line, `${JSON.stringify(name)} is too long for the name of a file`);
    }
    this.take(key, row, line, hash);
    return key;
  }

  private fill(valueFor: (slot: string) => string): string {
    return this.pattern.parts
      .map((part) => (typeof part === 'string' ? part : valueFor(part.name)))
      .join('');
  }

  /** On some disks capitals make no difference. */
  private take(key: Key, row: number, line: number, hash: string): void {
    const id = createHash('sha256').update(key.toLowerCase()).digest('hex');
    const [high, low] = [0, 8].map((at) => Number.parseInt(hash.slice(at, at + 8), 16)) as [
      number,
      number,
    ];
    const taken = this.taken.get(id);
    if (taken === null) this.taken.set(id, [row, high, low]);
    else if (taken[1] !== high || taken[2] !== low) {
      throw badName(
        line,
        `its file would be ${key}, which row ${taken[0]} has with another message; give them different names`,
      );
    }
  }
}

/** What a name can hold besides columns. */
const OWN_SLOTS = ['hash', 'row', 'id'];

function badName(line: number, what: string): StitchError {
  return new StitchError('batch/bad-row', `line ${line}: ${what}`);
}
