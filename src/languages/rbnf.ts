// Reads CLDR's rule-based number formats: what its rules of whole numbers need, in ICU's notation.
// Notation: https://unicode-org.github.io/icu-docs/apidoc/released/icu4c/classicu_1_1RuleBasedNumberFormat.html

/** Sets of rules by name, such as "%spellout-cardinal". */
export type RuleSets = ReadonlyMap<string, RuleSet>;

interface RuleSet {
  /** By base value, the smallest first. */
  readonly rules: readonly Rule[];
  /** Words before a negative number, and between a whole number and its fraction; null without a rule. */
  readonly minus: string | null;
  readonly point: string | null;
}

interface Rule {
  readonly base: bigint;
  /** The power of the radix that the number is divided by. */
  readonly divisor: bigint;
  readonly body: string;
}

/** Parses rules: a line "%name:" begins a set, a line "base: body;" is a rule of it. */
export function parseRules(text: string): RuleSets {
  const sets = new Map<string, { rules: Rule[]; minus: string | null; point: string | null }>();
  let set = { rules: [] as Rule[], minus: null as string | null, point: null as string | null };
  for (const line of text.split('\n')) {
    const [, name] = /^(%%?[\w-]+):$/.exec(line) ?? [];
    if (name !== undefined) {
      set = { rules: [], minus: null, point: null };
      sets.set(name, set);
      continue;
    }
    const found = /^([^:]+): (.*);$/.exec(line);
    if (found === null) continue;
    const [, descriptor = '', body = ''] = found;
    if (descriptor === '-x') set.minus = body.replaceAll('>', '').trim();
    else if (descriptor === 'x.x')
      set.point = body.replace(/([<>])(?:%%?[\w-]+)?\1+|=.*=/g, '').trim() || null;
    else if (/^\d/.test(descriptor)) set.rules.push(ruleOf(descriptor, body));
  }
  return sets;
}

/** "1100/100>" is the rule from 1,100 that divides by 100, or by a tenth of that for each ">". */
function ruleOf(descriptor: string, body: string): Rule {
  const [, base = '', radix = '10', lower = ''] = /^(\d+)(?:\/(\d+))?(>*)$/.exec(descriptor) ?? [];
  const from = BigInt(base);
  let exponent = 0;
  for (let power = BigInt(radix); power <= from; power *= BigInt(radix)) exponent++;
  const divisor = BigInt(radix) ** BigInt(Math.max(0, exponent - lower.length));
  // An apostrophe keeps the space that a body begins with.
  return { base: from, divisor, body: body.replace(/^'/, '') };
}

/** A part of a body besides its text: an optional part, a plural, or a number in words of a set. */
const PART = />>>|\[([^\]]*)\]|\$\((\w+),([^)]*)\)\$|([<>=])(%%?[\w-]+)?\4|[<>=][#0,.]+[<>=]/g;

/** Says a whole number from 0 in words of a set; null past its rules. @param language of its plurals. */
export function sayByRules(
  sets: RuleSets,
  name: string,
  value: bigint,
  language: string,
): string | null {
  const rules = sets.get(name)?.rules ?? [];
  const at = rules.findLastIndex(({ base }) => base <= value);
  const rule = rules[at];
  if (rule === undefined) return null;
  // A number that is a multiple of the divisor, but whose rule's base is not, goes to the rule before.
  const rollsBack =
    at > 0 &&
    rule.body.includes('>') &&
    value % rule.divisor === 0n &&
    rule.base % rule.divisor !== 0n;
  return sayBody(sets, name, value, language, rollsBack ? rules[at - 1]! : rule);
}

function sayBody(
  sets: RuleSets,
  name: string,
  value: bigint,
  language: string,
  { divisor, body }: Rule,
): string | null {
  // CLDR marks numbers that a set has no words for.
  let isWhole = !body.includes('ERROR');
  const say = (set: string, part: bigint): string => {
    // A rule that leads to itself has no end.
    const said = set === name && part === value ? null : sayByRules(sets, set, part, language);
    if (said === null) isWhole = false;
    return said ?? '';
  };
  const fill = (text: string): string =>
    text.replace(PART, (whole, optional, kind, forms, arrow, set: string = name) => {
      if (optional !== undefined) return value % divisor === 0n ? '' : fill(optional);
      if (kind !== undefined) return pluralOf(value / divisor, kind, forms, language);
      if (whole === '>>>') return say(name, value % divisor);
      if (arrow === '<') return say(set, value / divisor);
      if (arrow === '>') return say(set, value % divisor);
      if (arrow === '=' && set !== name) return say(set, value);
      isWhole = false; // a number in digits
      return '';
    });
  const said = fill(body);
  return isWhole ? said : null;
}

/** Picks of "one{forint}other{forints}" the form of a number. */
function pluralOf(value: bigint, kind: string, forms: string, language: string): string {
  const type = kind === 'ordinal' ? 'ordinal' : 'cardinal';
  const category = new Intl.PluralRules(language, { type }).select(Number(value));
  const all = new Map([...forms.matchAll(/(\w+)\{([^}]*)\}/g)].map(([, key, form]) => [key, form]));
  return all.get(category) ?? all.get('other') ?? '';
}
