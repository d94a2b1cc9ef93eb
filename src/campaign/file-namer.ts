import { createHash } from 'node:crypto';
import { OUTPUT_EXTENSIONS } from '../codec/registry.ts';
import { StitchError } from '../errors.ts';
import { parseTemplate, slotNames, type Template } from '../message/template.ts';
import { isHidden, type Key, keyOrNull } from '../repo/repo.ts';
import { toSafeFileName } from '../util/file-name.ts';
import { CompactMap } from './compact-map.ts';
import type { Recipient } from './recipients.ts';

/** File systems take 255 bytes a name; a temporary one is longer than the name itself. */
const MAX_BYTES = 200;
const ENDING = new RegExp(`\\.(${OUTPUT_EXTENSIONS.join('|')})$`, 'i');

/** The name of a row's file. */
interface FileName {
  readonly key: Key;
  /** Where names are shared, as far as is known here. */
  readonly isNew: boolean;
}

/** Names the files of a campaign after a pattern such as `{id}.mp3`. */
export class FileNamer {
  /** Whether rows that say the same have one file: the pattern has {hash} and nothing else of the row. */
  readonly areShared: boolean;
  private readonly pattern: Template;
  /** By name: the row that has it, and 64 bits of its render. */
  private readonly taken = new CompactMap(3);

  /**
   * @param ending put behind the pattern where it has none. @param columns null where rows name their own.
   * @throws StitchError usage/option.
   */
  constructor(pattern: string, ending: string, columns: readonly string[] | null) {
    this.pattern = parseTemplate(ENDING.test(pattern) ? pattern : `${pattern}.${ending}`);
    const slots = slotNames(this.pattern);
    const known = [...new Set([...OWN_SLOTS, ...(columns ?? slots)])];
    const unknown = slots.find((name) => !known.includes(name));
    const loose = this.pattern.parts.some((part) =>
      typeof part === 'string' ? /[{}]/.test(part) : part.alternative !== null,
    );
    const wrong = loose
      ? 'has a brace that names no column; write columns as in {id}.mp3'
      : unknown !== undefined
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
   * The name of a row's file, and whether no earlier row has it. Signs that a file system may mind become "_".
   * @param hash names its render. @throws StitchError batch/bad-row where it has none, or one that is taken.
   */
  nameFor({ row, line, id, values }: Omit<Recipient, 'plan'>, hash: string): FileName {
    if (this.areShared) return { key: this.fill(() => hash) as Key, isNew: true };
    const name = this.fill((slot) => {
      const value =
        slot === 'hash' ? hash : slot === 'row' ? String(row) : slot === 'id' ? id : values[slot];
      const part = toSafeFileName(value ?? '');
      if (part === '') {
        throw badName(line, `its {${slot}} has no letter or digit to name its file by`);
      }
      return part;
    });
    const key = keyOrNull(name);
    if (key === null || isHidden(key))
      throw badName(line, `${JSON.stringify(name)} cannot name a file`);
    if (key.split('/').some((part) => Buffer.byteLength(part) > MAX_BYTES)) {
      throw badName(line, `${JSON.stringify(name)} is too long for the name of a file`);
    }
    return { key, isNew: this.take(key, row, line, hash) };
  }

  private fill(valueFor: (slot: string) => string): string {
    return this.pattern.parts
      .map((part) => (typeof part === 'string' ? part : valueFor(part.name)))
      .join('');
  }

  /** On some disks capitals make no difference. */
  private take(key: Key, row: number, line: number, hash: string): boolean {
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
    return taken === null;
  }
}

/** What a name can hold besides columns. */
const OWN_SLOTS = ['hash', 'row', 'id'];

function badName(line: number, what: string): StitchError {
  return new StitchError('batch/bad-row', `line ${line}: ${what}`);
}
