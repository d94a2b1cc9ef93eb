import type { MutatedFile } from '../mutant.ts';

const RESOLVER = ['test/message/resolver.test.ts'];
const TOKENIZE = ['test/message/tokenize.test.ts'];

export const message: readonly MutatedFile[] = [
  {
    file: 'src/message/missing.ts',
    tests: RESOLVER,
    mutants: [
      { from: 'span.start + 1', to: 'span.start', harm: 'places of missing words count from 0' },
      {
        from: 'needs.length === 1 && needs[0] === normalizeWord(word)',
        to: 'needs.length === 1',
        harm: 'the message does not name the word to record for a number',
      },
      {
        from: '[...new Set(missing.flatMap(({ needs }) => needs))]',
        to: 'missing.flatMap(({ needs }) => needs)',
        harm: 'a word is listed to be recorded several times',
      },
    ],
  },
  {
    file: 'src/message/segment.ts',
    tests: ['test/message/segment.test.ts', ...TOKENIZE],
    mutants: [
      {
        from: 'index: start + index, isWordLike }',
        to: 'index, isWordLike }',
        harm: 'words past the first 1000 characters have wrong places',
      },
      {
        from: `".,';"`,
        to: `".,'"`,
        harm: 'ASCII and other texts split numbers differently',
      },
    ],
  },
  {
    file: 'src/message/template.ts',
    tests: ['test/message/template.test.ts'],
    mutants: [
      {
        from: 'name: found[1]!.trim(), mark',
        to: 'name: found[1]!, mark',
        harm: '{ name } is not the column name',
      },
      {
        from: 'if (isBlank(value)) return { needs: [] };',
        to: "if (value === '') return { needs: [] };",
        harm: 'a value of spaces is said as nothing',
      },
      {
        from: "return Object.hasOwn(values, slot) ? values[slot]! : '';",
        to: "return values[slot] ?? '';",
        harm: 'a column named like a property of objects is said as code',
      },
      {
        from: 'return needs.length > 0 ? { needs } : null;',
        to: 'return null;',
        harm: 'a name without a clip is missing instead of replaced',
      },
    ],
  },
  {
    file: 'src/message/best-path.ts',
    tests: RESOLVER,
    mutants: [
      {
        from: 'if (missing !== than.missing) return missing < than.missing;',
        to: '',
        harm: 'words are missing that clips could say',
      },
      {
        from: 'if (clips !== than.clips) return clips < than.clips;',
        to: '',
        harm: 'words are spliced where a phrase was recorded',
      },
      {
        from: 'if (reach !== 0) return reach > 0;',
        to: 'if (reach !== 0) return reach < 0;',
        harm: 'short phrases come before long ones',
      },
      {
        from: 'entry.reading !== other.reading ? entry.reading < other.reading : entry.rank < other.rank',
        to: 'entry.rank < other.rank',
        harm: '40.wav is used for "forty" though forty.wav was recorded',
      },
      {
        from: 'if (entry.isLetter !== other.isLetter) return entry.isLetter === true;',
        to: '',
        harm: 'a code is spelled with the word "y" though the letter was recorded',
        tests: ['test/library/prompts'],
      },
      {
        from: 'if (lattice.values.has(lattice.tokenAt[edge.from]!)) return false;',
        to: '',
        harm: 'the second way of a value is said though the first one takes as many clips',
        tests: ['test/message/marked-value.test.ts', 'test/library/prompts'],
      },
    ],
  },
  {
    file: 'src/message/marked-value.ts',
    tests: ['test/message/marked-value.test.ts'],
    mutants: [
      {
        from: 'return isNumber && !isPlain ? [] : words;',
        to: 'return words;',
        harm: '"5" as an amount of money plays 5.wav without the currency',
      },
    ],
  },
  {
    file: 'src/message/resolver.ts',
    tests: RESOLVER,
    mutants: [
      {
        from: 'if (pause.span.start >= cursor) steps.push(',
        to: 'steps.push(',
        harm: 'a phrase is followed by the pause that it already holds',
      },
      {
        from: '  addPausesBefore(text.length);\n',
        to: '',
        harm: 'explanations lack the last pause',
      },
      {
        from: 'const reading = recordedReading(token, context.rules);',
        to: 'const reading = undefined as Reading | undefined;',
        harm: 'a number is to be recorded instead of its words',
      },
      {
        from: 'missing.length < new Set(reading).size',
        to: 'missing.length <= new Set(reading).size',
        harm: 'a compound is to be recorded in parts though none is there',
      },
    ],
  },
  {
    file: 'src/message/lexicon.ts',
    tests: ['test/message/resolver.test.ts', 'test/library/library.test.ts'],
    mutants: [
      {
        from: 'a.reading !== b.reading ? a.reading < b.reading : a.rank < b.rank',
        to: 'a.rank < b.rank',
        harm: '"forty" plays 40.wav in a higher place instead of forty.wav',
      },
    ],
  },
  {
    file: 'src/message/number-literal.ts',
    tests: TOKENIZE,
    mutants: [
      {
        from: "const decimal = find('decimal') === ',' ? ',' : '.';",
        to: "const decimal = '.';",
        harm: 'German and French decimals are read as other numbers',
      },
    ],
  },
  {
    file: 'src/message/lattice.ts',
    tests: RESOLVER,
    mutants: [
      {
        from: 'addNode(i, i + at)',
        to: 'addNode(i, i)',
        harm: 'inside compounds short phrases come before long ones',
      },
    ],
  },
  {
    file: 'src/message/tokenize.ts',
    tests: TOKENIZE,
    mutants: [
      {
        from: `if (at > 0 && !/[\\s\\p{Ps}\\p{Pi}"']/u.test(this.text[at - 1]!)) return false;`,
        to: '',
        harm: '10-20 is said as 10 and minus 20',
      },
      { from: ' || this.endOf(last) > end', to: '', harm: '12kg loses its unit' },
      {
        from: 'else if (/\\p{Nd}/u.test(before) && /\\p{Nd}/u.test(after)) return;',
        to: '',
        harm: 'there is a pause inside 10:30',
      },
      {
        from: 'PAUSES.indexOf(pause) > PAUSES.indexOf(last.pause) ? pause : last.pause',
        to: 'pause',
        harm: 'a sentence that ends in quotes and a comma has a short pause',
      },
      {
        from: 'Math.max(span.start, this.originalEnd)',
        to: 'span.start',
        harm: 'places of words overlap',
      },
    ],
  },
  {
    file: 'src/message/nearest.ts',
    tests: ['test/message/nearest.test.ts', ...RESOLVER],
    mutants: [
      {
        from: 'Math.floor(Math.max(wanted.length, length) / 3)',
        to: 'Math.floor(Math.max(wanted.length, length) / 2)',
        harm: 'unlike words are suggested',
      },
      {
        from: 'if (reading !== 0 || isLetter === true || words.length',
        to: 'if (words.length',
        harm: 'a clip is suggested by a text that nobody gave it',
      },
    ],
  },
  {
    file: 'src/message/planner.ts',
    tests: ['test/stitcher.test.ts', 'test/http/limits.test.ts'],
    mutants: [
      {
        from: '\\p{M}{31}/u',
        to: '\\p{M}{3100}/u',
        harm: 'a letter with thousands of marks blocks a service',
      },
      {
        from: "isLong ? text.length : text.normalize('NFKC').length",
        to: 'text.length',
        harm: 'a text that becomes eighteen times as long passes the limit',
      },
      {
        from: '...this.planMarked({ text, marked }, maxCharacters), alternatives',
        to: '...this.planMarked({ text, marked }), alternatives',
        harm: 'values take a message past the limit of a service',
      },
    ],
  },
  {
    file: 'src/message/token-readings.ts',
    tests: RESOLVER,
    mutants: [
      {
        from: 'number?.length === part.length ? number.canonical : normalizeWord(part)',
        to: 'normalizeWord(part)',
        harm: 'KES-1,500 is not found as kes and 1500',
      },
      {
        from: 'words.some((word) => UNSPACED.test(word))',
        to: 'false',
        harm: 'Chinese phrases are found only where a dictionary cuts',
      },
    ],
  },
  {
    file: 'src/message/normalize.ts',
    tests: TOKENIZE,
    mutants: [
      {
        from: "text.replace(/[^\\p{No}\\u00AA\\u00BA]+/gu, (run) => run.normalize('NFKC'))",
        to: "text.normalize('NFKC')",
        harm: '5² is said as 52',
      },
      {
        from: ".replace(/\\p{DI}/gu, '')",
        to: '',
        harm: 'an invisible character makes a word missing',
      },
    ],
  },
];
