import type { MutatedFile } from '../mutant.ts';

const TESTS = ['test/library'];

export const library: readonly MutatedFile[] = [
  {
    file: 'src/library/live-library.ts',
    tests: TESTS,
    mutants: [
      {
        from: 'refreshSeconds * 1000',
        to: 'refreshSeconds',
        harm: 'a service lists its bucket at every message',
      },
      {
        from: 'await Promise.race([done, after(patienceMs)])',
        to: 'await done',
        harm: 'a bucket that hangs stops every message',
      },
      { from: '    this.planners.renew();\n', to: '', harm: 'a service never says new clips' },
      {
        from: '      this.renewal = null;\n',
        to: '',
        harm: 'a service lists once and never again',
      },
    ],
  },
  {
    file: 'src/library/shared-listings.ts',
    tests: ['test/library/shared-listings.test.ts'],
    mutants: [
      {
        from: 'ageMs >= 0 && ageMs < maxAgeMs',
        to: 'ageMs < maxAgeMs',
        harm: 'a listing of a time to come is used for ever',
      },
      {
        from: 'ageMs >= 0 && ageMs < maxAgeMs',
        to: 'ageMs >= 0',
        harm: 'a clip that was deleted is said to be there for ever',
      },
      {
        from: '>= 0) throw bad();',
        to: '> 1e9) throw bad();',
        harm: 'a listing in another order gives another plan',
      },
    ],
  },
  {
    file: 'src/library/content-ids.ts',
    tests: TESTS,
    mutants: [
      {
        from: 'version !== null && known?.[0] === version ? known[1] : null',
        to: 'known?.[1] ?? null',
        harm: 'a clip that was recorded again plays its old sound',
      },
      {
        from: '(await hashOf(bytes)));\n    this.ids.set(key, id);',
        to: '(await hashOf(bytes)));\n    if (!this.ids.has(key)) this.ids.set(key, id);',
        harm: 'a clip that changed is cached under its old name',
      },
      {
        from: 'return Cache.idOf(this.repo.identity);',
        to: "return Cache.idOf('');",
        harm: 'two places with the same names share their sounds',
      },
    ],
  },
  {
    file: 'src/library/fill-lexicon.ts',
    tests: TESTS,
    mutants: [
      {
        from: 'Number(b.isListed) - Number(a.isListed) ||',
        to: '',
        harm: 'a name wins over a row of clips.csv',
      },
      {
        from: 'formatRank(a.key) - formatRank(b.key) ||',
        to: '',
        harm: 'MP3 is played though there is a WAV',
      },
      {
        from: 'reading: i === 0 ? 0 : 1',
        to: 'reading: 0',
        harm: '40.wav counts as recorded for "forty"',
        tests: ['test/message/resolver.test.ts', 'test/library'],
      },
    ],
  },
  {
    file: 'src/library/prompts/number-words.ts',
    tests: ['test/library/prompts'],
    mutants: [
      {
        from: 'counted.length > 0 || count > 1n ? counted : single',
        to: 'counted',
        harm: 'the prompt for "mille" says nothing',
      },
    ],
  },
  {
    file: 'src/library/lexicon-builder.ts',
    tests: TESTS,
    mutants: [
      {
        from: 'const isShared = isMixed ? isForAny : undefined;',
        to: 'const isShared = undefined;',
        harm: "a number is said half in the language's voice, half in another's",
        tests: ['test/library/roots.test.ts'],
      },
      {
        from: "clip.replace(/^(\\.\\/)+/, '')",
        to: 'clip',
        harm: './a.wav in clips.csv is not found',
      },
    ],
  },
  {
    file: 'src/library/clip-text.ts',
    tests: ['test/library/clip-text.test.ts'],
    mutants: [
      {
        from: '/_+|(?<!\\d)-+(?!\\d)/g',
        to: '/_+/g',
        harm: 'good-morning.wav does not say good morning',
      },
    ],
  },
  {
    file: 'src/library/planner-cache.ts',
    tests: TESTS,
    mutants: [
      {
        from: '    this.loaded.delete(lang); // and last again\n',
        to: '',
        harm: 'the language in use is evicted',
      },
      {
        from: 'if (this.loaded.get(lang)?.planner === planner) this.loaded.delete(lang);',
        to: '',
        harm: 'one failure to load breaks a language for ever',
      },
    ],
  },
  {
    file: 'src/library/snapshot.ts',
    tests: TESTS,
    mutants: [
      {
        from: 'process.versions.icu, of)',
        to: 'process.versions.icu, of.slice(0, 2))',
        harm: 'a changed clips.csv is not read',
      },
      {
        from: 'process.versions.icu, of)',
        to: 'process.versions.icu, of.slice(1))',
        harm: 'one language is read by the rules of another',
      },
      {
        from: 'if (now.every((listing, i) => sameNames(then[i]!, listing)))',
        to: 'if (now.length > 0)',
        harm: 'new clips are not found by a service',
      },
      {
        from: '      this.reading = null;\n',
        to: '',
        harm: 'one failure to read the folders breaks a service for ever',
      },
    ],
  },
  {
    file: 'src/library/clips-csv.ts',
    tests: TESTS,
    mutants: [
      {
        from: "'utf-8', { fatal: true }",
        to: "'utf-8'",
        harm: 'clips.csv in another encoding gives garbled words',
      },
    ],
  },
  {
    file: 'src/library/library.ts',
    tests: TESTS,
    mutants: [
      {
        from: '(csv.version === null || csv.version !== other!.version)',
        to: 'csv.version === null',
        harm: 'a service does not notice a changed clips.csv',
      },
      {
        from: '[...listings.flatMap(({ problems }) => problems), ...textProblems]',
        to: 'textProblems',
        harm: 'nobody learns that .ogg files are not read',
      },
      {
        from: ' && avoidDevice(stem) === stem',
        to: '',
        harm: 'con.wav is suggested, which Windows cannot hold',
        tests: ['test/campaign/recording-list.test.ts'],
      },
    ],
  },
];
