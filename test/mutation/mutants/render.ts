import type { MutatedFile } from '../mutant.ts';

const CLIPS = ['test/render/clip-renderer.test.ts', 'test/render/cached-clip-store.test.ts'];
const CLIP_FILE = ['test/render/clip-file.test.ts', ...CLIPS];
const LAYOUT = ['test/render/layout.test.ts'];
const MEMORY = ['test/render/memory-clip-store.test.ts'];

export const render: readonly MutatedFile[] = [
  {
    file: 'src/render/cached-clip-store.ts',
    tests: ['test/render/cached-clip-store.test.ts', 'test/cache/engine-version.test.ts'],
    mutants: [
      {
        from: 'Cache.idOf(ENGINE_VERSION, clip, prepare, format)',
        to: 'Cache.idOf(ENGINE_VERSION, clip, prepare)',
        harm: 'blocks of another bit rate are spliced',
      },
      {
        from: 'Cache.idOf(ENGINE_VERSION, clip, prepare, format)',
        to: 'Cache.idOf(ENGINE_VERSION, clip, format)',
        harm: '--no-trim plays trimmed clips',
      },
      {
        from: 'Cache.idOf(ENGINE_VERSION, clip);',
        to: 'Cache.idOf(clip);',
        harm: 'facts of an older version are used after an update',
      },
      {
        from: 'await Promise.all([...this.puts.splice(0), this.ids.save()]);',
        to: 'await this.ids.save();',
        harm: 'a program ends before its work is cached',
      },
    ],
  },
  {
    file: 'src/render/clip-file.ts',
    tests: CLIP_FILE,
    mutants: [
      {
        from: 'this.contentId = await ids.learn(object);',
        to: 'await ids.learn(object);',
        harm: 'a changed clip is cached under its old name',
      },
      {
        from: 'throw signal?.aborted ? error : this.failed(error);',
        to: 'throw this.failed(error);',
        harm: 'a cancelled request breaks a clip for all others',
      },
      {
        from: 'await repo.read(this.key, { signal });',
        to: 'await repo.read(this.key, { signal }).catch((error) => { throw this.failed(error); });',
        harm: 'one time-out of S3 breaks a clip until the service restarts',
      },
      {
        from: 'await repo.read(this.key, { signal });',
        to: 'await repo.read(this.key);',
        harm: 'a cancelled request goes on reading',
      },
    ],
  },
  {
    file: 'src/render/clip-renderer.ts',
    tests: [...CLIPS, 'test/stitcher.test.ts'],
    mutants: [
      {
        from: '    memory.evictIfFull();\n',
        to: '',
        harm: 'a service runs out of memory',
        tests: MEMORY,
      },
      {
        from: 'if (tries === MAX_TRIES) throw restless(address);',
        to: '',
        harm: 'a message waits for ever while clips are being written',
        loops: true,
      },
      {
        from: 'extensionOf(options), isWarm, entry, signal)',
        to: 'extensionOf(options), false, entry, signal)',
        harm: 'a warm service writes every render again',
      },
      {
        from: '    await ids.save();\n',
        to: '',
        harm: 'every clip is read again by the next program',
      },
    ],
  },
  {
    file: 'src/render/clip-store.ts',
    tests: [...MEMORY, 'test/render/golden.test.ts'],
    mutants: [
      {
        from: 'JSON.stringify([prepare, format])',
        to: 'JSON.stringify([prepare])',
        harm: 'a service splices blocks of another bit rate',
      },
      {
        from: 'JSON.stringify([prepare, format])',
        to: 'JSON.stringify([format])',
        harm: 'a service plays trimmed clips with --no-trim',
      },
    ],
  },
  {
    file: 'src/render/layout.ts',
    tests: LAYOUT,
    mutants: [
      {
        from: 'pauseSeconds = Math.max(pauseSeconds, step.seconds ?? seconds[step.pause]);',
        to: 'pauseSeconds += step.seconds ?? seconds[step.pause];',
        harm: 'pauses round a word left out add up',
      },
      {
        from: "(step.kind === 'missing' && options.missing === 'silence')",
        to: "step.kind === 'missing'",
        harm: 'skipped words leave a gap',
      },
      {
        from: 'frames / sampleRateHz / 3600',
        to: 'frames / sampleRateHz / 60',
        harm: 'messages over an hour count as over twelve hours',
      },
      {
        from: "join === 'spliced' ? codecOf(format).maxHours : MAX_PCM_HOURS",
        to: 'codecOf(format).maxHours',
        harm: 'a long tight message runs out of memory',
      },
      {
        from: "steps.length === 0 || missing === 'fail'",
        to: 'steps.length === 0',
        harm: 'words are called left out where the message fails',
      },
    ],
  },
  {
    file: 'src/render/memory-clip-store.ts',
    tests: [...MEMORY, 'test/stitcher.test.ts'],
    mutants: [
      {
        from: "kind === 'extent' || known?.[kind] !== undefined ? known : undefined",
        to: 'known',
        harm: 'a message fails after it was checked',
      },
      {
        from: '    this.usedBytes += copy.length;\n',
        to: '',
        harm: 'a service runs out of memory',
      },
      {
        from: ' && this.bySpec.size <= MAX_SPECS',
        to: '',
        harm: 'callers that ask for many rates fill the memory',
      },
      {
        from: 'this.infos.set(await clip.id(), info);',
        to: 'this.infos.set(id, info);',
        harm: 'new facts are kept under an old name',
        tests: MEMORY,
      },
    ],
  },
  {
    file: 'src/render/memory-render-store.ts',
    tests: ['test/render/memory-render-store.test.ts'],
    mutants: [
      {
        from: '      this.usedBytes -= length;\n',
        to: '',
        harm: 'once full, only the last file is kept',
      },
      {
        from: 'oldest === key || this.usedBytes',
        to: 'this.usedBytes',
        harm: 'a file past the budget is made for ever',
        loops: true,
      },
    ],
  },
  {
    file: 'src/render/plan-clips.ts',
    tests: ['test/stitcher.test.ts', ...CLIPS],
    mutants: [
      {
        from: 'highestHz = Math.max(highestHz, this.infoOf(key)!.sampleRateHz)',
        to: 'highestHz = this.infoOf(key)!.sampleRateHz',
        harm: 'the last clip decides the sample rate',
      },
      {
        from: '    await this.store.flush();\n',
        to: '',
        harm: 'a program ends before its work is cached',
        tests: CLIPS,
      },
      {
        from: 'this.settle(uses, options)[want];\n    return',
        to: 'this.settle(uses, options).extent;\n    return',
        harm: 'a message that was laid out has no sound',
      },
    ],
  },
  {
    file: 'src/render/profile.ts',
    tests: ['test/render/profile.test.ts'],
    mutants: [
      {
        from: 'noiseDb === null ? resolved : { ...resolved, noiseDb }',
        to: 'resolved',
        harm: '--fill noise fills nothing',
        tests: ['test/render/profile.test.ts'],
      },
      {
        from: "codec.encodeWhole === undefined ? 'spliced' : options.join",
        to: 'options.join',
        harm: 'WAV with tight joins fails',
      },
      {
        from: 'stop: pauses.stopSeconds',
        to: 'stop: pauses.commaSeconds',
        harm: 'sentences are too close',
      },
      {
        from: "join === 'spliced' ? codec.grid(format).unitFrames : 1",
        to: 'codec.grid(format).unitFrames',
        harm: 'tight joins are not tight',
      },
    ],
  },
  {
    file: 'src/render/render-key.ts',
    tests: ['test/render/render-key.test.ts', 'test/cache/engine-version.test.ts'],
    mutants: [
      {
        from: "noiseDb ?? 'silence'",
        to: "'silence'",
        harm: '--fill noise answers with the silent file',
      },
      {
        from: 'sampleRateHz, channels, trim && edgeSeconds, levelDb, fade];',
        to: 'sampleRateHz, trim && edgeSeconds, levelDb, fade];',
        harm: 'stereo answers with the mono file',
      },
      {
        from: 'sampleRateHz, channels, trim && edgeSeconds, levelDb, fade];',
        to: 'sampleRateHz, channels, trim && edgeSeconds, levelDb];',
        harm: '--no-fade answers with the faded file',
      },
      {
        from: "codecOf(options.format).hasTitle ? ['', title] : []",
        to: '[]',
        harm: 'a file has the title of other words',
      },
      {
        from: '{seconds} s`,',
        to: '{0} s`,',
        harm: 'other pauses answer with the old file',
      },
      {
        from: '[ENGINE_VERSION, soundOptions',
        to: '[soundOptions',
        harm: 'an update answers with the sound of the old version',
      },
    ],
  },
  {
    file: 'src/render/render-metadata.ts',
    tests: ['test/render/render-metadata.test.ts'],
    mutants: [
      {
        from: 'warnings: clips[i]!.info.warnings',
        to: 'warnings: []',
        harm: 'a cached message does not warn of a damaged clip',
      },
      {
        from: 'profile: { ...profile, pauseSeconds: pauseSecondsOf(options) }',
        to: 'profile',
        harm: 'explain shows the pauses of another request',
      },
      {
        from: '...new Set(ofClips)',
        to: '...ofClips',
        harm: 'a cached message warns twice of one clip',
      },
    ],
  },
  {
    file: 'src/render/render-store.ts',
    tests: ['test/render/render-store.test.ts'],
    mutants: [
      {
        from: 'this.nowMs() + KNOWN_MS',
        to: 'Number.POSITIVE_INFINITY',
        harm: 'a service gives the address of a file that was deleted',
      },
      {
        from: 'if (this.cache.failure !== null) throw this.cache.failure;',
        to: '',
        harm: 'a full bucket is not reported',
      },
    ],
  },
];
