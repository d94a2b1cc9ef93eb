// Arbitrary requests, most of them wrong.
import fc from 'fast-check';

/** Repeats the requests of a run that failed. */
export const SEED =
  process.env.STITCH_TEST_FUZZ_SEED === undefined
    ? undefined
    : Number(process.env.STITCH_TEST_FUZZ_SEED);

const word = fc.constantFrom(
  'hello',
  'shreeshail',
  'Hello,',
  '45',
  '{name|hello}',
  '{',
  '१२',
  'ሰላም',
  '\u0000',
  '\ud800',
  '/',
  '..',
);
export const message = fc.oneof(
  fc.array(word, { maxLength: 30 }).map((words) => words.join(' ')),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 100 }),
);
export const path = fc.oneof(
  fc
    .array(
      fc.constantFrom(
        '..',
        '.',
        'hello.wav',
        'shreeshail.wav',
        '%2e%2e',
        '',
        'etc',
        'passwd',
        '\\',
        '\0',
        'C:',
        '~',
        '.ssh',
      ),
      { minLength: 1, maxLength: 6 },
    )
    .map((parts) => parts.join('/')),
  fc.constantFrom(
    'hello.wav',
    './hello.wav',
    'file:///etc/passwd',
    's3://other/x',
    '__proto__',
    'constructor',
    'clips.csv',
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
);
const option = fc.record(
  {
    lang: fc.oneof(
      fc.constantFrom('en', 'sw', 'hi-IN', 'xx', '', 'en-x-a'),
      fc.string({ maxLength: 8 }),
    ),
    gap_seconds: fc.oneof(
      fc.double(),
      fc.string({ maxLength: 5 }),
      fc.constantFrom(0, 0.05, 60, -1),
    ),
    pauses: fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.object({ maxDepth: 1 }),
      fc.constantFrom('0,0,0', '1,2,3'),
    ),
    join: fc.constantFrom('spliced', 'tight', 'loose', null),
    missing: fc.constantFrom('fail', 'skip', 'silence', 1),
    format: fc.constantFrom('mp3', 'wav', 'ogg'),
    sample_rate_hz: fc.oneof(fc.integer(), fc.constantFrom('auto', 8000, 16_000, 44_100)),
    bit_rate_kbps: fc.oneof(fc.integer({ min: -1, max: 400 }), fc.constant('auto')),
    channels: fc.constantFrom(1, 2, 3, '1'),
    trim: fc.oneof(fc.boolean(), fc.string({ maxLength: 3 })),
    details: fc.boolean(),
    url_seconds: fc.oneof(fc.integer(), fc.double()),
    ['__proto__' as string]: fc.constant({ message: 'hello' }),
  },
  { requiredKeys: [] },
);
const body = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(message, option).map(([text, more]) => ({ message: text, ...more })),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.array(path, { maxLength: 5 }), option)
      .map(([files, more]) => ({ audio_files: files, ...more })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        message,
        fc.dictionary(fc.string({ maxLength: 9 }), fc.oneof(fc.string(), fc.integer())),
      )
      .map(([text, values]) => ({ message: text, values })),
  },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 6 }) },
);
export const raw = fc.oneof(
  { weight: 6, arbitrary: body.map((value) => Buffer.from(JSON.stringify(value))) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 1, arbitrary: fc.nat({ max: 20_000 }).map((depth) => Buffer.from('['.repeat(depth))) },
  {
    weight: 1,
    arbitrary: fc
      .string({ unit: 'binary', maxLength: 100 })
      .map((text) => Buffer.from(`{"message":${text}`)),
  },
);
const headerText = fc
  .string({ maxLength: 60 })
  .map((text) => text.replace(/[^\x20-\x7e]/g, '').trim());
export const headers = fc.record(
  {
    'Content-Type': fc.oneof({ weight: 4, arbitrary: fc.constant('application/json') }, headerText),
    Accept: fc.oneof(
      headerText,
      fc.constantFrom(
        'audio/mpeg',
        'audio/wav',
        'audio/*',
        '*/*',
        'application/json',
        ';;q=,,',
        'audio/mpeg;q=NaN',
      ),
    ),
    Range: fc.oneof(
      headerText,
      fc.tuple(fc.integer(), fc.integer()).map(([a, b]) => `bytes=${a}-${b}`),
      fc.constantFrom('bytes=0-0', 'bytes=-99999999999999999999', 'bytes=1e9-'),
    ),
    'If-None-Match': fc.oneof(headerText, fc.constantFrom('*', '"', 'W/"x"')),
    'If-Range': headerText,
    Authorization: headerText,
    Origin: headerText,
    'Content-Length': fc.constantFrom('0', '99999999', '-1', 'x'),
    'X-Forwarded-Host': headerText,
  },
  { requiredKeys: ['Content-Type'] },
);
export const target = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('/stitch', '/check', '/sign') },
  { weight: 1, arbitrary: fc.webPath().map((text) => text || '/') },
);
export const query = fc.array(
  fc.tuple(
    fc.oneof(
      fc.constantFrom(
        'm',
        'f',
        'exp',
        'sig',
        'lang',
        'format',
        'limit',
        'after',
        'prefix',
        'deep',
        '__proto__',
      ),
      fc.string({ maxLength: 8 }),
    ),
    fc.oneof(message, fc.nat().map(String), fc.constant('9999999999')),
  ),
  { maxLength: 6 },
);
