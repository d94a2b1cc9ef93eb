import { StitchError } from '../errors.ts';
import type { PromptSetName } from '../options/prompt-sets.ts';
import type { BucketSettings } from '../repo/bucket/settings.ts';
import { openRepo } from '../repo/open-repo.ts';
import { OverlayRepo } from '../repo/overlay/overlay-repo.ts';
import type { Entry, ListOptions, Repo } from '../repo/repo.ts';
import { listed } from '../util/listed.ts';
import { folderFor, languageOfFolder } from './language-lookup.ts';

/** A folder of clips: a whole root, or the folder of a language in it. */
export interface ClipFolder {
  /** Begins the keys of its clips: "sw/", "@2/"; "" for the whole of the first root. */
  readonly prefix: string;
  /** As its user named it, with the language: "audios/sw". */
  readonly address: string;
  /** The language whose folder it is; null for clips of any. */
  readonly language: string | null;
  /** The set whose names its clips have; absent where names are the words that clips say. */
  readonly prompts?: PromptSetName | undefined;
  list(options: ListOptions): AsyncIterable<Entry>;
}

/** The folders of clips, as they are now. */
export interface ClipFolders {
  /** Languages that have a folder; null where no root has folders of languages. */
  readonly languages: readonly string[] | null;
  readonly all: readonly ClipFolder[];
  /** The folders of a language, those of earlier roots first; none where no root has one. */
  find(language: string): readonly ClipFolder[];
  /** As `find`. @throws StitchError library/language where there are none. */
  of(language: string): readonly ClipFolder[];
}

/** The roots of a library. */
export interface LibraryRoots {
  /** All of them as one. */
  readonly repo: Repo;
  /** As their user named them. */
  readonly address: string;
  /** @param address the library in errors. @throws StitchError repo/…. */
  readFolders(address: string): Promise<ClipFolders>;
  /** Where further clips of a language are written: its own folder, which may not be there yet, else the first root. */
  placeFor(language: string): Promise<ClipPlace>;
}

/** A place for clips. */
export type ClipPlace = Pick<ClipFolder, 'prefix' | 'address' | 'language' | 'prompts'>;

/** Where further clips of a language belong: into its own folder, if there is one. */
export function placeOf(folders: readonly ClipFolder[]): string | undefined {
  return (folders.find(({ language }) => language !== null) ?? folders[0])?.address;
}

/** The place of the language in a root's address. */
const LANG = '{lang}';

/** The roots of a library: those, or a repo as the only one, for all languages. */
export function rootsOf(clips: Repo | LibraryRoots, prompts?: PromptSetName): LibraryRoots {
  return 'readFolders' in clips ? clips : rootOf(clips, prompts);
}

/** Settings of a library's roots. */
export interface RootSettings extends BucketSettings {
  /** Reads the clips' names as those of a telephony system's prompts. */
  readonly prompts?: PromptSetName | undefined;
  /** Whether a language may have no folder yet, as where its first clip is to be recorded; else that is an error. */
  readonly mayLack?: boolean | undefined;
}

/** A repo as the only root of a library, for all languages. */
export function rootOf(repo: Repo, prompts?: PromptSetName): LibraryRoots {
  const { address } = repo;
  const list = (options: ListOptions) => repo.list('', options);
  const all: readonly ClipFolder[] = [{ prefix: '', address, language: null, prompts, list }];
  const folders: ClipFolders = { languages: null, all, find: () => all, of: () => all };
  const placeFor = async () => all[0]!;
  return { repo, address, readFolders: async () => folders, placeFor };
}

/**
 * Opens the roots of a library, earlier ones first: folders or `s3://bucket/prefix`. In each, "{lang}" may stand for the
 * folder of a message's language, as in `audios/{lang}`.
 * @throws StitchError usage/option for an address that is not one.
 */
export async function openRoots(
  addresses: readonly string[],
  { prompts, mayLack = false, ...settings }: RootSettings = {},
): Promise<LibraryRoots> {
  const [only, ...others] = addresses;
  if (only === undefined) throw new StitchError('usage/option', 'there is no root; give one');
  if (others.length === 0 && !only.includes(LANG))
    return rootOf(await openRepo(only, settings), prompts);
  const roots = await Promise.all(addresses.map((address) => openRoot(address, settings)));
  return new ClipRoots(roots, prompts, mayLack);
}

/** One root. */
interface Root {
  readonly address: string;
  /** What it is without the language: `audios` of `audios/{lang}/clips`. */
  readonly repo: Repo;
  /** What follows the language: "clips/"; null where all is for any language. */
  readonly inner: string | null;
}

async function openRoot(address: string, settings: BucketSettings): Promise<Root> {
  const { base, inner } = splitLanguage(address) ?? { base: address, inner: null };
  return { address, repo: await openRepo(base, settings), inner };
}

/**
 * Splits an address at "{lang}"; null for one without it. @returns where the folders of languages are, and what follows
 * them: "clips/" of `audios/{lang}/clips`. @throws StitchError usage/option.
 */
export function splitLanguage(
  address: string,
): { readonly base: string; readonly inner: string } | null {
  if (!address.includes(LANG)) return null;
  const parts = /^(.*?)(?:^|[/\\])\{lang\}(?:[/\\](.*))?$/s.exec(address);
  const [, before = '', after = ''] = parts ?? [];
  if (parts === null || (before + after).includes(LANG) || /^s3:\/?$/i.test(before)) {
    const what = `${JSON.stringify(address)} does not have {lang} once, as the name of a folder; give an address such as audios/{lang}`;
    throw new StitchError('usage/option', what);
  }
  const base = before !== '' ? before : /^[/\\]/.test(address) ? '/' : '.';
  const inner = after.split(/[/\\]/).filter((part) => part !== '');
  return { base, inner: inner.map((part) => `${part}/`).join('') };
}

/** Several roots, or one with folders of languages. */
class ClipRoots implements LibraryRoots {
  readonly repo: Repo;
  readonly address: string;
  private readonly prompts: PromptSetName | undefined;
  private readonly roots: readonly Root[];
  private readonly overlay: OverlayRepo;
  private readonly mayLack: boolean;

  constructor(roots: readonly Root[], prompts: PromptSetName | undefined, mayLack: boolean) {
    this.mayLack = mayLack;
    this.roots = roots;
    this.prompts = prompts;
    this.overlay = new OverlayRepo(roots.map(({ repo }) => repo));
    this.repo = roots.length === 1 ? roots[0]!.repo : this.overlay;
    this.address = roots.map(({ address }) => address).join(', ');
  }

  async readFolders(address: string): Promise<ClipFolders> {
    const each = await Promise.all(this.roots.map((root, i) => this.foldersOf(root, i)));
    const all = each.flat();
    const known = all.flatMap(({ language }) => language ?? []);
    const languages = [...new Set(known)].sort();
    const example = this.roots.find(({ inner }) => inner !== null)?.address;
    const find = (language: string) =>
      each.flatMap((folders) => {
        const found = folderFor(language, folders);
        const other = folders.find(
          (folder) => folder !== found && folder.language === found?.language,
        );
        if (found !== undefined && other !== undefined) throw twoFolders(found, other);
        return found ?? [];
      });
    const of = (language: string) => {
      const own = find(language);
      if (own.length === 0 && !this.mayLack) throw noFolder(language, languages, address, example!);
      return own;
    };
    return { languages: example === undefined ? null : languages, all, find, of };
  }

  async placeFor(language: string): Promise<ClipPlace> {
    const { find } = await this.readFolders(this.address);
    const own = find(language).find((folder) => folder.language !== null);
    if (own !== undefined) return own;
    const index = this.roots.findIndex(({ inner }) => inner !== null);
    if (index < 0) return this.folder(0, '', this.roots[0]!.address, null);
    const { inner, address } = this.roots[index]!;
    const name = address.replace(LANG, language);
    return this.folder(index, `${language}/${inner}`, name, language);
  }

  private async foldersOf({ address, repo, inner }: Root, index: number): Promise<ClipFolder[]> {
    if (inner === null) return [this.folder(index, '', address, null)];
    const names = await repo.folders();
    return names.flatMap((name) => {
      const language = languageOfFolder(name);
      if (language === null) return [];
      return [this.folder(index, `${name}/${inner}`, address.replace(LANG, name), language)];
    });
  }

  private folder(index: number, own: string, address: string, language: string | null): ClipFolder {
    const isOne = this.roots.length === 1;
    return {
      prefix: isOne || index === 0 ? own : `@${index + 1}/${own}`,
      address,
      language,
      prompts: this.prompts,
      list: (options) =>
        isOne ? this.repo.list(own, options) : this.overlay.listOf(index, own, options),
    };
  }
}

function twoFolders({ language, address }: ClipFolder, other: ClipFolder): StitchError {
  const what = `${address} and ${other.address} are both of ${language}; put their clips into one folder`;
  return new StitchError('library/folders', what);
}

function noFolder(
  language: string,
  languages: readonly string[],
  address: string,
  example: string,
): StitchError {
  const has = languages.length === 0 ? 'of any language' : `for ${language}`;
  const only = languages.length === 0 ? '' : `, only for ${listed(languages, 'and')}`;
  const isNamed = address.includes(example);
  const remedy = isNamed ? `create ${example.replace(LANG, language)}` : 'add one';
  const what = `${address} has no folder ${has}${only}; ${languages.length === 0 ? '' : 'name one of these, or '}${remedy}`;
  return new StitchError('library/language', what, { details: { languages } });
}
