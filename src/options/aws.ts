// Options that the command line and the Lambda function have in common.
import * as z from 'zod/mini';
import { defineOption } from './define.ts';
import { numeric } from './schemas.ts';

export const S3_ENDPOINT = defineOption({
  name: 's3Endpoint',
  schema: z.optional(z.string().check(z.regex(/^https?:\/\/[^/\s]+/))),
  expects: 'the address of an S3 service, such as http://127.0.0.1:9000',
  flag: '--s3-endpoint <url>',
  help: 'address of an S3 service other than AWS, such as http://127.0.0.1:9000',
});

/** @param defaultSeconds of each attempt. */
export function s3TimeoutOption(defaultSeconds: number) {
  return defineOption({
    name: 's3TimeoutSeconds',
    schema: z._default(numeric(0.1, 3600), defaultSeconds),
    expects: `seconds from 0.1 to 3600, such as ${defaultSeconds}`,
    flag: '--s3-timeout <seconds>',
    help: 'time limit of each attempt at a request to S3, in seconds',
  });
}

export const STAGE = defineOption({
  name: 'stage',
  schema: z._default(z.string().check(z.regex(/^[a-z][a-z0-9-]{0,31}$/)), 'dev'),
  expects: 'the name of a stage, such as dev or prod',
  flag: '--stage <name>',
  help: 'stage of the stack in AWS',
});
