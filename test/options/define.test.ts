import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { openApi } from '../../src/http/openapi.ts';
import {
  defineOption,
  defineSwitch,
  helpOf,
  optionChecker,
  optionParser,
  requestFieldOf,
} from '../../src/options/define.ts';
import { RENDER_OPTIONS } from '../../src/options/render.ts';
import { numeric } from '../../src/options/schemas.ts';
import { SERVICE_OPTIONS } from '../../src/options/service.ts';
import { VARIABLES } from '../../src/options/variables.ts';
import { stitch } from '../cli/command-line.ts';
import { TABLES } from './definitions.ts';

const volume = defineOption({
  name: 'peakVolumeDb',
  schema: z._default(numeric(0, 10), 3),
  expects: 'dB from 0 to 10',
  flag: '-p, --peak-volume <db>',
  help: 'loudest sample in dB',
});
const secret = defineOption({
  name: 'secret',
  schema: z.optional(z.string().check(z.minLength(5))),
  expects: 'at least 5 characters',
  variable: 'STITCH_SECRET',
  help: 'a secret',
  isSecret: true,
});
const loud = defineSwitch({ name: 'loud', flag: '--no-loud', help: 'whisper' });
const parse = optionParser([volume, secret, loud]);

describe('defineOption', () => {
  it('derives variable and field', () => {
    expect(volume).toMatchObject({
      variable: 'STITCH_PEAK_VOLUME',
      field: 'peak_volume_db',
    });
    expect(loud.variable).toBe('STITCH_LOUD');
  });

  it('keeps a variable and a field of its own', () => {
    expect(defineOption({ ...volume, variable: 'STITCH_V', field: 'v' })).toMatchObject({
      variable: 'STITCH_V',
      field: 'v',
    });
  });

  it('adds the default to the help', () => {
    expect(helpOf(volume)).toBe('loudest sample in dB (default: 3)');
    expect(helpOf({ ...volume, defaultText: 'three' })).toBe(
      'loudest sample in dB (default: three)',
    );
    expect([helpOf(secret), helpOf(loud)]).toEqual(['a secret', 'whisper']);
  });

  it('describes the field in requests, with its accepted values once', () => {
    expect(requestFieldOf(volume)).toEqual({
      schema: volume.schema,
      expects: 'dB from 0 to 10',
      description: 'loudest sample in dB (dB from 0 to 10)',
    });
    const request = { help: 'loudest sample: dB from 0 to 10' };
    expect(requestFieldOf({ ...volume, request }).description).toBe(request.help);
  });
});

describe('optionParser', () => {
  it('parses text and values, and fills in defaults', () => {
    expect(parse({ peakVolumeDb: '2.5', loud: 'no' })).toEqual({ peakVolumeDb: 2.5, loud: false });
    expect(parse({ peakVolumeDb: undefined })).toEqual({ peakVolumeDb: 3, loud: true });
  });

  it('names the option as it was given, its accepted values and the value', () => {
    expect(() => parse({ peakVolumeDb: '11' }, () => '--peak-volume')).toThrow(
      '--peak-volume takes dB from 0 to 10, not "11"',
    );
    expect(() => parse({ peakVolumeDb: null })).toThrow(
      'peakVolumeDb takes dB from 0 to 10, not null',
    );
  });

  it('hides the value of a secret', () => {
    expect(() => parse({ secret: 'abc' })).toThrow(
      /^secret takes at least 5 characters, not the value given \(hidden\)$/,
    );
  });

  it('refuses an unknown option', () => {
    expect(() => parse({ volume: 1 })).toThrow(
      'volume is not an option; the options are peakVolumeDb, secret, loud',
    );
  });
});

describe('optionChecker', () => {
  it('reports all faults in the order of the definitions', () => {
    const required = defineOption({ ...secret, name: 'required', schema: z.string() });
    const check = optionChecker([volume, required, loud]);
    expect(check({ loud: 'perhaps', peakVolumeDb: 2 })).toEqual({
      faults: [
        { definition: required, value: undefined },
        { definition: loud, value: 'perhaps' },
      ],
    });
  });
});

const each = Object.entries(TABLES).flatMap(([table, definitions]) =>
  definitions.map((definition) => ({ table, definition, name: definition.name })),
);
const inHelp = ['', 'clips', 'check', 'batch', 'serve', 'sign', 'cache prune'];

describe.each(each)('$table option $name', ({ definition }) => {
  const { name, flag, variable, field, help, expects } = definition;

  it('has help and accepted values in words', () => {
    expect(help).toMatch(/^\S.*[^\s.]$/);
    expect(expects).toMatch(/^\S.*\S$/);
    expect(expects).not.toMatch(/^(takes|expects)/);
  });

  it('has a variable that is the program’s, and agrees with the flag', () => {
    expect(VARIABLES).toContain(variable);
    const long = flag?.match(/--(?:no-)?([\w-]+)/)?.[1];
    if (long !== undefined) {
      expect(variable).toBe(`STITCH_${long.toUpperCase().replaceAll('-', '_')}`);
    }
  });

  it('has a field that agrees with the name', () => {
    expect(field.replace(/_[a-z]/g, (at) => at[1]!.toUpperCase())).toBe(name);
  });
});

it.each(each.flatMap(({ definition }) => definition.flag ?? []))(
  'the help of a command lists %s',
  async (flag) => {
    const texts = await Promise.all(
      inHelp.map((command) => stitch([...command.split(' ').filter(Boolean), '--help'])),
    );
    expect(texts.some(({ stdout }) => stdout.includes(`  ${flag}`))).toBe(true);
  },
);

describe('all definitions', () => {
  it('share no name, flag or variable, except with the function', () => {
    const shared = ['stage', 's3Endpoint', 's3TimeoutSeconds', 'prompts'];
    const all = each.filter((o) => o.table !== 'function' || !shared.includes(o.name));
    for (const of of ['name', 'variable', 'flag'] as const) {
      const values = all.flatMap(({ definition }) => definition[of] ?? []);
      expect(values.filter((value, i) => values.indexOf(value) !== i)).toEqual([]);
    }
  });

  it('include all properties of requests in the OpenAPI document', () => {
    const { components } = openApi('1', 'https://a.example') as {
      components: { schemas: Record<string, { properties: Record<string, object> }> };
    };
    for (const request of ['StitchRequest', 'CheckRequest', 'SignRequest']) {
      const { properties } = components.schemas[request]!;
      for (const definition of RENDER_OPTIONS) {
        expect(properties[definition.field]).toMatchObject({
          description: requestFieldOf(definition).description,
        });
      }
    }
  });

  it('are listed by `stitch serve --help`, with their defaults', async () => {
    const { stdout } = await stitch(['serve', '--help']);
    const text = stdout.replace(/\s+/g, ' ');
    for (const definition of SERVICE_OPTIONS) {
      expect(text).toContain(`${definition.flag} ${helpOf(definition)}`);
    }
  });
});
