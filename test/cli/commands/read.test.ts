import { describe, expect, it } from 'vitest';
import { stitch } from '../command-line.ts';

describe('stitch read', () => {
  it('shows words, other ways, and the class of each value', async () => {
    const { code, stdout } = await stitch(['read', 'pay KES 101', '--lang', 'en']);
    expect(code).toBe(0);
    expect(stdout).toBe(
      'pay one hundred one shillings\n' +
        '  or  pay one hundred and one shillings\n\n' +
        'value    class  said\n' +
        'KES 101  money  one hundred one shillings\n',
    );
  });

  it('reads the whole text as one value', async () => {
    const { stdout } = await stitch(['read', '12/03/2026', '--as', 'date dmy', '--lang', 'hi']);
    expect(stdout.split('\n')[0]).toBe('बारह मार्च दो हज़ार छब्बीस'.normalize('NFKC'));
  });

  it('prints one object with --json', async () => {
    const { stdout } = await stitch(['read', '5 kg', '--lang', 'sw', '--json']);
    expect(JSON.parse(stdout)).toEqual({
      success: true,
      words: ['kilogramu', 'tano'],
      readings: [
        ['kilogramu', 'tano'],
        ['kilo', 'tano'],
      ],
      values: [
        {
          text: '5 kg',
          class: 'measure',
          ways: [
            ['kilogramu', 'tano'],
            ['kilo', 'tano'],
          ],
        },
      ],
    });
  });

  it('answers lines of JSON in their order, errors included', async () => {
    const lines = [
      '{"text":"21st","lang":"en","as":"ordinal"}',
      '{"text":"12/03/2026","lang":"en","as":"date"}',
      '',
      'x',
      '{"text":"x","lang":"Swahili"}',
      '{"text":"10"}',
      '{"lang":"sw"}',
    ];
    const { code, stdout } = await stitch(['read', '--json', '-', '--lang', 'sw'], {
      stdin: lines.join('\n'),
    });
    expect(code).toBe(0);
    const answers = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers).toEqual([
      { words: ['twenty', 'first'], readings: [['twenty', 'first']] },
      { error: { code: 'message/unreadable', message: expect.stringContaining('12 March or 3') } },
      { error: { code: 'usage/option', message: expect.stringContaining('is not JSON') } },
      { error: { code: 'usage/option', message: expect.stringContaining('did you mean sw?') } },
      { words: ['kumi'], readings: [['kumi']] },
      { error: { code: 'usage/option', message: expect.stringContaining('needs a "text"') } },
    ]);
  });

  it('answers thousands of lines a second', async () => {
    const line = (i: number) =>
      JSON.stringify({ text: String(i), lang: i % 2 ? 'hi' : 'en', as: 'money INR' });
    const stdin = Array.from({ length: 5000 }, (_, i) => line(i)).join('\n');
    const start = performance.now();
    const { stdout } = await stitch(['read', '--json', '-'], { stdin });
    expect(stdout.trimEnd().split('\n')).toHaveLength(5000);
    expect(performance.now() - start).toBeLessThan(5000);
  });

  it('lists what each language can say', async () => {
    const { stdout } = await stitch(['read', '--languages']);
    expect(stdout).toMatch(/^sw +Swahili +cardinal ordinal .*date/m);
    const { stdout: json } = await stitch(['read', '--languages', '--json']);
    const { languages } = JSON.parse(json);
    expect(languages).toContainEqual({
      tag: 'or',
      name: 'Odia',
      classes: ['cardinal', 'decimal', 'telephone', 'digits', 'characters', 'plural'],
    });
  });

  it.each([
    [['read'], 2, 'give a text, as in: stitch read "KES 500" --lang sw'],
    [
      ['read', '5', '--lang', 'Kiswahili'],
      2,
      '"Kiswahili" is not a known language; did you mean sw? (--lang)',
    ],
    [['read', '5', '--as', 'dat'], 2, 'did you mean date?'],
    [['read', '12/03/2026'], 3, '"12/03/2026" is 12 March or 3 December'],
  ])('refuses %j', async (argv, exitCode, message) => {
    const { code, stderr } = await stitch(argv as string[]);
    expect(code).toBe(exitCode);
    expect(stderr).toContain(message as string);
  });
});
