import { describe, expect, it } from 'vitest';
import { type ErrorCode, type ErrorDetails, StitchError } from '../../src/errors.ts';
import {
  HTTP_STATUS,
  problemHeaders,
  problemOf,
  stepFunctionsName,
} from '../../src/http/problem.ts';
import type { MissingStep } from '../../src/message/plan.ts';
import { inlineWorker } from '../../src/render/worker/inline.ts';
import { MemoryRepo } from '../../src/repo/memory.ts';
import { parseKey, type Repo } from '../../src/repo/repo.ts';
import { planOf } from '../render/plans.ts';
import { json, makeApi, twoClips } from './service.ts';

describe('problemOf', () => {
  it('names no place of clips', async () => {
    const { post } = await makeApi();
    for (const body of [
      { message: 'you' },
      { message: 'hello you' },
      { audio_files: ['you.wav'] },
    ]) {
      const text = await (await post('/stitch', body)).text();
      expect(text).toContain('the library');
      expect(text).not.toMatch(/memory/);
    }
    const empty = await makeApi({ repo: new MemoryRepo() });
    const response = await empty.post('/stitch', { message: 'hello' });
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ code: 'library/empty' });
  });

  it('returns 422 for clips that cannot be read, and 502 or 504 for storage that fails', async () => {
    const repo = await twoClips();
    await repo.write(parseKey('broken.wav'), Buffer.from('RIFF0000WAVE'));
    await repo.write(parseKey('text.wav'), Buffer.from('hello'));
    const { post } = await makeApi({ repo });
    expect((await post('/stitch', { message: 'broken' })).status).toBe(422);
    expect(await json(post('/stitch', { message: 'text' }))).toMatchObject({
      code: 'clip/not-audio',
    });
    for (const [code, status] of [
      ['repo/unavailable', 502],
      ['repo/forbidden', 502],
      ['repo/timeout', 504],
    ] as const) {
      const failing = Object.create(repo, {
        list: {
          value: () => {
            throw new StitchError(code, 'at s3://secret/place');
          },
        },
      }) as Repo;
      const api = await makeApi({ repo: failing });
      const response = await api.post('/stitch', { message: 'hello' });
      const text = await response.text();
      expect(response.status).toBe(status);
      expect(text).not.toContain('secret');
      expect(String(api.entries.at(-1)!.error)).toContain('secret');
    }
  });

  it('shows nothing of an internal error but the request id', async () => {
    const worker = {
      ...inlineWorker,
      decode: () => Promise.reject(new TypeError('inner /etc/detail')),
    };
    const { post, entries } = await makeApi({ worker });
    const response = await post('/stitch', { message: 'hello' });
    expect(response.status).toBe(500);
    const problem = await response.json();
    expect(problem).toMatchObject({
      code: 'internal/fault',
      request_id: 'request-1',
      title: 'Internal Server Error',
    });
    expect(JSON.stringify(problem)).not.toContain('inner');
    expect(response.headers.get('x-request-id')).toBe('request-1');
    expect(entries[0]).toMatchObject({ status: 500, requestId: 'request-1' });
  });

  it('has a title for the status of every code', () => {
    for (const [code, status] of Object.entries(HTTP_STATUS)) {
      const problem = problemOf(new StitchError(code as never, 'text'), 'r');
      expect(problem).toMatchObject({ code, status, success: false, request_id: 'r' });
      expect(problem.title).toMatch(/^[A-Z]/);
    }
  });

  it('shows only those details that callers are told', () => {
    const step = planOf('?big').steps[0] as MissingStep;
    const details = { missing: [step, step], retry_after_seconds: 7, option: 'secret' };
    const problem = problemOf(new StitchError('message/missing', 'no clip', { details }), 'r');
    expect(problem).toEqual({
      type: 'about:blank',
      title: 'Unprocessable Content',
      status: 422,
      detail: 'no clip',
      success: false,
      code: 'message/missing',
      request_id: 'r',
      missing: [step, step],
      record: ['big'],
      retry_after_seconds: 7,
    });
  });
});

describe('problemHeaders', () => {
  const headersOf = (code: ErrorCode, details: ErrorDetails = {}) =>
    problemHeaders(problemOf(new StitchError(code, 'text', { details }), 'r'));
  const common = { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' };

  it('says how to authenticate, when to retry, and how long a file is', () => {
    expect(headersOf('request/malformed')).toEqual(common);
    expect(headersOf('request/unauthorized')).toEqual({ ...common, 'WWW-Authenticate': 'Bearer' });
    expect(headersOf('request/busy', { retry_after_seconds: 3 })).toEqual({
      ...common,
      'Retry-After': '3',
    });
    expect(headersOf('request/range', { length: 99 })).toEqual({
      ...common,
      'Content-Range': 'bytes */99',
    });
  });
});

describe('stepFunctionsName', () => {
  it('names failures that are worth a retry, and refuses all others', () => {
    expect(stepFunctionsName('repo/timeout')).toBe('Storage');
    expect(stepFunctionsName('repo/unavailable')).toBe('Storage');
    expect(stepFunctionsName('request/deadline')).toBe('Deadline');
    expect(stepFunctionsName('repo/forbidden')).toBe('Refused');
    expect(stepFunctionsName('message/missing')).toBe('Refused');
  });
});
