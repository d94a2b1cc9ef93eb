import { createHash } from 'node:crypto';
import { codecOf, type FormatName, OUTPUT_EXTENSIONS } from '../codec/registry.ts';
import { StitchError } from '../errors.ts';
import { parseSlots, type SlotText, slotNames } from '../message/template.ts';
import { isHidden, type Key, keyOrNull } from '../repo/repo.ts';
import { avoidDevice, toSafeFileName } from '../util/file-name.ts';
import { listed } from '../util/listed.ts';
import { CompactMap } from './compact-map.ts';
import type { Recipient } from './recipients.ts';

/** File systems allow 255 bytes per name, and temporary names are longer. */
const MAX_BYTES = 200;
const EXTENSION = new RegExp(`\\.(${OUTPUT_EXTENSIONS.join('|')})$`, 'i');

/** Name of a row's file. */
interface FileName {
  readonly key: Key;
  /** True where no earlier row has the name; always true where names are shared. */
  readonly isNew: boolean;
}

/** Names the files of a campaign by a pattern such as `{id}.mp3`. */
export class FileNamer {
  /** True where rows with the same render share a file: the pattern has {hash} and nothing else of the row. */
  readonly areShared: boolean;
  private readonly pattern: SlotText;
  /** By hash of the name: the row that has it, and 64 bits of its render key. */
  private readonly taken = new CompactMap(3);

  /**
   * @param format whose ending the pattern gets, where it has none of an output. @param columns null where rows name their own.
   * @throws StitchError usage/option.
   */
  constructor(pattern: string, format: FormatName, columns: readonly string[] | null) {
    const [extension] = codecOf(format).extensions;
    this.pattern = parseSlots(EXTENSION.test(pattern) ? pattern : `${pattern}.${extension}`);
    const slots = slotNames(this.pattern);
    const known = [...new Set([...OWN_SLOTS, ...(columns ?? slots)])];
    const unknown = slots.find((name) => !known.includes(name));
    const hasStrayBrace = this.pattern.parts.some((part) =>
      typeof part === 'string' ? /[{}]/.test(part) : part.alternative !== null,
    );
    const problem = hasStrayBrace
      ? 'has a brace that names no column; write columns as in {id}.mp3'
      : unknown !== undefined
        ? `has {${unknown}}, which is not a column; use ${listed(known, 'or')}`
        : slots.length === 0
          ? 'names every file the same; add a column, as in {id}.mp3'
          : isHidden(this.pattern.text) || keyOrNull(this.pattern.text) === null
            ? 'cannot name files; give a relative name such as {id}.mp3'
            : null;
    if (problem !== null) {
      throw new StitchError('usage/option', `the name pattern ${pattern} ${problem}`, {
        details: { option: 'name' },
      });
    }
    this.areShared = slots.every((name) => name === 'hash');
  }

  /**
   * Names a row's file. Characters that are unsafe in file names become "_", which also precedes a device name.
   * @param hash the render key. @throws StitchError batch/bad-row for an empty, invalid or taken name.
   */
  nameFor(
    { row, line, id, values }: Omit<Recipient, 'plan' | 'lang' | 'folder'>,
    hash: string,
  ): FileName {
    if (this.areShared) return { key: this.fill(() => hash) as Key, isNew: true };
    const name = this.fill((slot) => {
      const value =
        slot === 'hash' ? hash : slot === 'row' ? String(row) : slot === 'id' ? id : values[slot];
      const part = toSafeFileName(value ?? '');
      if (part === '') {
        throw badRow(
          line,
          `{${slot}} has no letter or digit for the file's name; change the value`,
        );
      }
      return part;
    });
    const key = keyOrNull(name);
    if (key === null || isHidden(key))
      throw badRow(line, `${JSON.stringify(name)} cannot name a file; change the row's values`);
    if (key.split('/').some((part) => Buffer.byteLength(part) > MAX_BYTES)) {
      throw badRow(line, `${JSON.stringify(name)} is too long for a file name; use shorter values`);
    }
    return { key, isNew: this.claim(key, row, line, hash) };
  }

  private fill(valueFor: (slot: string) => string): string {
    return this.pattern.parts
      .map((part) => (typeof part === 'string' ? part : valueFor(part.name)))
      .join('')
      .split('/')
      .map(avoidDevice)
      .join('/');
  }

  /** Registers the row's name, case-insensitively, as some disks compare names. @returns true for a new name. */
  private claim(key: Key, row: number, line: number, hash: string): boolean {
    const id = createHash('sha256').update(key.toLowerCase()).digest('hex');
    const [high, low] = [0, 8].map((at) => Number.parseInt(hash.slice(at, at + 8), 16)) as [
      number,
      number,
    ];
    const taken = this.taken.get(id);
    if (taken === null) this.taken.set(id, [row, high, low]);
    else if (taken[1] !== high || taken[2] !== low) {
      throw badRow(
        line,
        `the file name ${key} belongs to row ${taken[0]}, which has another message; give the rows different names`,
      );
    }
    return taken === null;
  }
}

/** Slots of a file name besides the columns. */
const OWN_SLOTS = ['hash', 'row', 'id'];

function badRow(line: number, what: string): StitchError {
  return new StitchError('batch/bad-row', `line ${line}: ${what}`);
}
