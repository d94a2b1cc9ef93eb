import type { Command } from 'commander';
import { StitchError } from '../../errors.ts';
import { signLink } from '../../http/sign-link.ts';
import { parseOptions } from '../../options/render.ts';
import { parseServiceOptions, SERVICE_OPTIONS } from '../../options/service.ts';
import { parseSigningKeys } from '../../options/signing-keys.ts';
import type { Io } from '../io.ts';
import { GivenOptions } from '../options.ts';

/** `stitch sign`. @throws StitchError usage/option, message/too-long. */
export async function sign(words: readonly string[], command: Command, io: Io): Promise<void> {
  const given = new GivenOptions(command, io, SERVICE_OPTIONS);
  const { json } = given.parseCommandOptions();
  const { publicUrl, linkSeconds } = parseServiceOptions(
    given.valuesOf(SERVICE_OPTIONS),
    given.nameOf,
  );
  const options = parseOptions(given.render(), given.nameOf);
  const files = command.getOptionValue('files') as readonly string[] | undefined;
  const text = words.join(' ');
  if ((text === '') === (files === undefined)) {
    const both = files === undefined ? '' : ', not both';
    const what = `give a message or --files${both}, as in: stitch sign "hello shreeshail"`;
    throw new StitchError('usage/option', what);
  }
  if (publicUrl === undefined) {
    const what =
      'give the address of the service with --public-url, as in https://voice.example.org';
    throw new StitchError('usage/option', what);
  }
  const keys = parseSigningKeys(io.env);
  if (keys.length === 0) {
    const what = 'STITCH_SIGNING_KEY is not set; set it to the key of the service';
    throw new StitchError('usage/option', what);
  }
  const { url, expires } = signLink({
    speech: files === undefined ? { message: text } : { audioFiles: files },
    options,
    publicUrl,
    key: keys[0]!,
    seconds: linkSeconds,
    nowMs: io.nowMs(),
  });
  await io.stdout.write(
    json ? `${JSON.stringify({ success: true, audio_url: url, expires })}\n` : `${url}\n`,
  );
}
