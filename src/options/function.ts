import * as z from 'zod/mini';
import { S3_ENDPOINT, STAGE, s3TimeoutOption } from './aws.ts';
import { defineOption } from './define.ts';
import { PROMPTS } from './prompts.ts';

const bucket = z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$/));
const prefix = z._default(z.string().check(z.regex(/^[^/].*$|^$/)), '');
/** Prefixes, one a line. */
const prefixes = z._default(z.string().check(z.regex(/^(?:[^/\n].*)?(?:\n[^/\n].*)*\n?$/)), '');

/** A request must be answered in seconds: S3 gets less time than from the command line. */
const S3_TIMEOUT_SECONDS = 5;

/** The options of the Lambda function, in addition to those of a service. Only variables set them. */
export const FUNCTION_OPTIONS = [
  defineOption({
    name: 'inputBucket',
    schema: bucket,
    expects: 'the name of the bucket with the clips',
    variable: 'STITCH_INPUT_BUCKET',
    help: 'bucket with the clips',
  }),
  defineOption({
    name: 'inputPrefix',
    schema: prefixes,
    expects: 'the prefix of the clips, such as clips/en or clips/{lang}, or several in lines',
    variable: 'STITCH_INPUT_PREFIX',
    help: 'prefix of the clips in their bucket, where {lang} is the folder of the language; several in lines, earlier ones first',
  }),
  PROMPTS,
  defineOption({
    name: 'outputBucket',
    schema: bucket,
    expects: 'the name of the bucket for renders',
    variable: 'STITCH_OUTPUT_BUCKET',
    help: 'bucket for renders',
  }),
  defineOption({
    name: 'outputPrefix',
    schema: prefix,
    expects: 'the prefix of the renders, such as voice',
    variable: 'STITCH_OUTPUT_PREFIX',
    help: 'prefix of the renders in their bucket',
  }),
  defineOption({
    name: 'keySecret',
    schema: z.optional(z.string().check(z.regex(/^[\w/+=.@:-]{1,2048}$/))),
    expects: 'the name or ARN of a secret of AWS Secrets Manager',
    variable: 'STITCH_SIGNING_KEY_SECRET',
    help: 'secret with the signing keys',
  }),
  defineOption({
    name: 'linkUrl',
    schema: z.optional(z.string().check(z.regex(/^https?:\/\/[^\s?#]+[^\s?#/]$/))),
    expects: 'an address such as https://audio.example.org, without "/" at the end',
    variable: 'STITCH_LINK_URL',
    help: "address of signed links, where it is not the service's own",
  }),
  STAGE,
  S3_ENDPOINT,
  s3TimeoutOption(S3_TIMEOUT_SECONDS),
] as const;
