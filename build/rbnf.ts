// Copies the rules of cardinals of some languages from the package cldr-rbnf into src/languages/cldr:
// `tsx build/rbnf.ts`, after a new version of the package or with another language below.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = dirname(fileURLToPath(import.meta.resolve('cldr-rbnf/package.json')));
const FOLDER = join(import.meta.dirname, '../src/languages/cldr');

/** Sets of rules that a language's numbers begin with; those that they lead to are copied, too. */
const SETS: Readonly<Record<string, readonly string[]>> = {
  da: ['%spellout-cardinal-neuter', '%spellout-cardinal-common'],
  de: [
    '%spellout-numbering',
    '%spellout-cardinal-masculine',
    '%spellout-cardinal-feminine',
    '%spellout-cardinal-neuter',
  ],
  el: ['%spellout-cardinal-neuter', '%spellout-cardinal-masculine', '%spellout-cardinal-feminine'],
  fa: ['%spellout-cardinal'],
  fi: ['%spellout-cardinal'],
  he: ['%spellout-numbering'],
  ko: ['%spellout-cardinal-sinokorean'],
  no: ['%%spellout-cardinal-reale', '%spellout-cardinal-feminine', '%spellout-cardinal-neuter'],
  sv: ['%spellout-numbering', '%spellout-cardinal-reale'],
  vi: ['%spellout-cardinal'],
};

const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));

for (const [tag, names] of Object.entries(SETS)) {
  const source = readFileSync(join(PACKAGE, `rbnf/${tag}-SpelloutRules.txt`), 'utf8');
  const sets = new Map(
    source
      .split(/^(?=%)/m)
      .map((text): [string, string] => [text.slice(0, text.indexOf(':')), text.trim()]),
  );
  const wanted = new Set(names);
  for (const name of wanted) {
    const text = sets.get(name);
    if (text === undefined) throw new Error(`${tag} has no rules ${name}`);
    for (const [other] of text.slice(name.length).matchAll(/%%?[\w-]+/g)) wanted.add(other);
  }
  // What is not seen is escaped.
  const text = [...wanted]
    .map((name) => sets.get(name)!)
    .join('\n')
    .replace(
      /\p{DI}/gu,
      (sign) => `\\u${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
    );
  writeFileSync(
    join(FOLDER, `${tag}.ts`),
    `// Copied by build/rbnf.ts from cldr-rbnf ${version}, © Unicode, Inc., Unicode-3.0 (LICENSE.unicode).\nexport const rules = \`\n${text}\n\`;\n`,
  );
}
