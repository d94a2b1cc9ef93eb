import { StitchError } from '../errors.ts';
import type { Break, MarkedSpan, MarkedText } from './marked-text.ts';
import { type Mark, parseMark } from './readings/mark.ts';

/** Whether a message is SSML. */
export function isSsml(message: string): boolean {
  return /^\s*<speak[\s>/]/.test(message);
}

/** Elements that are read; all of them are of SSML 1.1. */
const ELEMENTS = ['speak', 'p', 's', 'say-as', 'sub', 'break', 'lang'] as const;
type ElementName = (typeof ELEMENTS)[number];

/** Limits of a document. */
const MAX_DEPTH = 16;
const MAX_ELEMENTS = 2000;
const MAX_BREAK_SECONDS = 10;

/** Pauses by SSML's strengths; null for none. */
const STRENGTHS: Readonly<Record<string, Break['pause'] | null>> = {
  none: null,
  'x-weak': 'comma',
  weak: 'comma',
  medium: 'comma',
  strong: 'stop',
  'x-strong': 'line',
};

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

interface OpenElement {
  readonly name: ElementName;
  readonly attributes: Readonly<Record<string, string>>;
  /** Length of the spoken text where it begins. */
  readonly start: number;
}

/**
 * Parses SSML: `say-as`, `break`, `sub`, `s`, `p` and `lang` inside `speak`.
 * @param language the message's own, which `lang` may only repeat.
 * @throws StitchError usage/option that names an element, attribute or entity that is not supported.
 */
export function parseSsml(document: string, language: string): MarkedText {
  return new SsmlParser(document, language).parse();
}

class SsmlParser {
  private readonly document: string;
  private readonly language: string;
  private readonly open: OpenElement[] = [];
  private readonly marked: MarkedSpan[] = [];
  private readonly breaks: Break[] = [];
  private text = '';
  private elements = 0;
  private isDone = false;

  constructor(document: string, language: string) {
    this.document = document.trim();
    this.language = language;
  }

  parse(): MarkedText {
    const piece =
      /<!--[\s\S]*?-->|<(\/?)([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|[^<]+|</gy;
    for (const [whole, closing, name, attributes, selfClosing] of this.document.matchAll(piece)) {
      if (whole === '<') throw malformed(`"<" does not begin an element; write it as &lt;`);
      if (name !== undefined)
        this.takeTag(name, closing === '/', attributes ?? '', selfClosing === '/');
      else if (!whole.startsWith('<')) this.takeText(whole);
    }
    const left = this.open.at(-1);
    if (left !== undefined) throw malformed(`<${left.name}> is not closed; add </${left.name}>`);
    const { text, marked, breaks } = this;
    return { text, marked, breaks };
  }

  private takeText(raw: string): void {
    if (this.open.length === 0) {
      if (raw.trim() !== '') throw malformed('text stands outside <speak>; move it inside');
      return;
    }
    if (this.open.at(-1)!.name === 'sub') return; // its alias is said
    this.text += decode(raw);
  }

  private takeTag(name: string, isClosing: boolean, attributes: string, isEmpty: boolean): void {
    const known = ELEMENTS.find((element) => element === name);
    if (known === undefined) {
      throw malformed(`the element <${name}> is not supported; use ${ELEMENTS.join(', ')}`);
    }
    if (isClosing) {
      const last = this.open.pop();
      if (last?.name !== known) throw malformed(`</${name}> closes <${last?.name ?? 'nothing'}>`);
      this.close(last);
      return;
    }
    if (this.isDone || (known === 'speak') !== (this.open.length === 0))
      throw malformed(`<${name}> stands where it may not; put all elements inside one <speak>`);
    if (
      this.open.some(
        (outer) => outer.name === 'say-as' || outer.name === 'sub' || outer.name === 'break',
      )
    )
      throw malformed(`<${name}> stands inside <${this.open.at(-1)!.name}>, which holds text only`);
    if (++this.elements > MAX_ELEMENTS || this.open.length >= MAX_DEPTH)
      throw malformed(
        `the limits are ${MAX_ELEMENTS} elements and a depth of ${MAX_DEPTH}; split it`,
      );
    const element = { name: known, attributes: attributesOf(attributes), start: this.text.length };
    this.begin(element);
    if (isEmpty) this.close(element);
    else this.open.push(element);
  }

  private begin({ name, attributes }: OpenElement): void {
    const lang = attributes['xml:lang'];
    if (lang !== undefined && lang.split('-')[0]!.toLowerCase() !== this.language.split('-')[0]) {
      throw malformed(
        `xml:lang="${lang}" is another language than ${this.language}; split the message`,
      );
    }
    if (name === 'say-as') markOf(attributes);
    if (name === 'sub' && attributes.alias === undefined)
      throw malformed('<sub> has no alias; add one');
  }

  private close({ name, attributes, start }: OpenElement): void {
    const end = this.text.length;
    if (name === 'say-as' && end > start)
      this.marked.push({ start, end, mark: markOf(attributes) });
    else if (name === 'sub') this.text += attributes.alias!;
    else if (name === 'break') this.addBreak(attributes);
    else if (name === 's' || name === 'p')
      this.breaks.push({ at: end, pause: name === 's' ? 'stop' : 'line' });
    else if (name === 'speak') this.isDone = true;
    if (name === 's' || name === 'p') this.text += ' ';
  }

  private addBreak({ time, strength = 'medium' }: Readonly<Record<string, string>>): void {
    const at = this.text.length;
    if (time !== undefined) {
      const found = /^\+?(\d{1,6}(?:\.\d{1,6})?)(ms|s)$/.exec(time);
      const seconds =
        found === null ? Number.NaN : Number(found[1]) / (found[2] === 'ms' ? 1000 : 1);
      if (!(seconds <= MAX_BREAK_SECONDS))
        throw malformed(
          `<break time="${time}"> is not a time up to ${MAX_BREAK_SECONDS}s; write it as 500ms`,
        );
      if (seconds > 0) this.breaks.push({ at, pause: 'comma', seconds });
      return;
    }
    if (!Object.hasOwn(STRENGTHS, strength))
      throw malformed(
        `<break strength="${strength}"> is unknown; use ${Object.keys(STRENGTHS).join(', ')}`,
      );
    const pause = STRENGTHS[strength];
    if (pause) this.breaks.push({ at, pause });
  }
}

/** The mark of a say-as: its class, then format or detail. */
function markOf(attributes: Readonly<Record<string, string>>): Mark {
  const { 'interpret-as': name, format, detail } = attributes;
  if (name === undefined) throw malformed('<say-as> has no interpret-as; add one such as "date"');
  const synonyms: Readonly<Record<string, string>> = {
    number: 'cardinal',
    'spell-out': 'characters',
    verbatim: 'characters',
    currency: 'money',
    unit: 'measure',
    phone: 'telephone',
    digit: 'digits',
  };
  return parseMark([synonyms[name] ?? name, format ?? detail ?? ''].join(' ').trim());
}

function attributesOf(text: string): Readonly<Record<string, string>> {
  const attributes: [string, string][] = [];
  for (const [, name, double, single] of text.matchAll(
    /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g,
  )) {
    attributes.push([name!, decode(double ?? single ?? '')]);
  }
  return Object.fromEntries(attributes);
}

/** Replaces the five entities of XML and character references; others would need a document type. */
function decode(text: string): string {
  return text.replace(/&(#x[\da-f]{1,6}|#\d{1,7}|[\w:.-]*);?/gi, (whole, name: string) => {
    if (!whole.endsWith(';')) throw malformed(`"&" begins no entity; write it as &amp;`);
    if (name.startsWith('#')) {
      const code = Number.parseInt(name.slice(name[1] === 'x' ? 2 : 1), name[1] === 'x' ? 16 : 10);
      const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
      if (isCharacter) return String.fromCodePoint(code);
    } else if (Object.hasOwn(ENTITIES, name)) return ENTITIES[name]!;
    throw malformed(`the entity ${whole} is not supported; write the character itself`);
  });
}

function malformed(what: string): StitchError {
  return new StitchError('usage/option', `the message is not SSML that can be said: ${what}`);
}
