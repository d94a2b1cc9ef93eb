import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseRules, sayByRules } from '../../src/languages/rbnf.ts';
import { readCases } from '../language/cases.ts';

const PACKAGE = dirname(createRequire(import.meta.url).resolve('cldr-rbnf/package.json'));
const COPIES = join(import.meta.dirname, '../../src/languages/cldr');

/** The rules of a locale, as the package has them. */
function rulesOf(locale: string): string {
  const name = `rbnf/${locale.replace('-', '_')}-SpelloutRules.txt`;
  return readFileSync(join(PACKAGE, name), 'utf8');
}

/** CLDR's own cases, by locale: [set of rules, number, words]. */
const cases = new Map<string, [string, string, string][]>();
for (const { written, spoken, source } of readCases()) {
  const [from, locale = '', set = ''] = source.split(':');
  // Akan's rules are the only ones that skip a digit's place.
  if (from !== 'CLDR48.2' || !/^\d+$/.test(written) || locale === 'ak') continue;
  cases.set(locale, [...(cases.get(locale) ?? []), [set, written, spoken]]);
}

describe('sayByRules', () => {
  it.each([...cases])("says CLDR's cases of %s", (locale, own) => {
    const sets = parseRules(rulesOf(locale));
    const seen = (text: string | null) => text?.normalize('NFKC').replace(/\p{DI}/gu, '');
    const said = own.map(([set, written]) => seen(sayByRules(sets, set, BigInt(written), locale)));
    expect(said).toEqual(own.map(([, , spoken]) => seen(spoken)));
  });

  it('returns null past the last rule in words, and for a set that is not there', () => {
    const sets = parseRules(rulesOf('fi'));
    expect(sayByRules(sets, '%spellout-cardinal', 10n ** 18n - 1n, 'fi')).toContain('biljoonaa');
    expect(sayByRules(sets, '%spellout-cardinal', 10n ** 18n, 'fi')).toBeNull();
    expect(sayByRules(sets, '%no-such-set', 1n, 'fi')).toBeNull();
  });

  it('returns null where CLDR marks a number as one that a set has no words for', () => {
    const sets = parseRules(rulesOf('sv'));
    expect(sayByRules(sets, '%%spellout-numbering-t', 1000n, 'sv')).toBeNull();
  });
});

describe('parseRules', () => {
  it.each([
    ['sv', '%spellout-numbering', 'minus', 'komma'],
    ['he', '%spellout-numbering', 'מינוס', 'נקודה'],
    ['th', '%spellout-cardinal', 'ลบ', 'จุด'],
  ])('finds the words of minus and of the decimal mark in %s', (locale, set, minus, point) => {
    const found = parseRules(rulesOf(locale)).get(set)!;
    const seen = (text: string | null) => text?.replace(/\p{DI}/gu, '');
    expect([seen(found.minus), seen(found.point)]).toEqual([minus, point]);
  });
});

describe('the copies of rules', () => {
  it.each(readdirSync(COPIES))('holds in %s what the package has', async (name) => {
    const { rules } = (await import(join(COPIES, name))) as { rules: string };
    const own = rules.trim().split(/^(?=%)/m);
    const there = rulesOf(name.replace('.ts', ''));
    for (const set of own) expect(there).toContain(set.trim());
  });
});
