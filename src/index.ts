export type { Pcm } from './audio/pcm.ts';
export type { Placed, Timeline } from './audio/timeline.ts';
export type { BulkRenderer, ReadyPlan } from './bulk-renderer.ts';
export type { Options, OptionsInput } from './config.ts';
export { type ErrorCode, StitchError } from './errors.ts';
export type { LaidOut } from './lay-plan.ts';
export type { Clip, Conflict, Fault, Library } from './library/library.ts';
export type {
  ClipStep,
  MissingStep,
  NearClip,
  PauseKind,
  PauseStep,
  Plan,
  Span,
  Step,
} from './message/plan.ts';
export type { Alternative, Template } from './message/template.ts';
export type { Planner } from './planner.ts';
export type { Profile } from './profile.ts';
export type { Progress } from './render.ts';
export type { BucketCredentials, BucketSettings } from './repo/bucket-settings.ts';
export { LocalRepo, type LocalRepoOptions } from './repo/local-repo.ts';
export { MemoryRepo } from './repo/memory-repo.ts';
export { openRepo } from './repo/open-repo.ts';
export {
  type Entry,
  type Key,
  type Label,
  type LabelledEntry,
  parseKey,
  type ReadOptions,
  type Repo,
  type Value,
  type WriteOptions,
} from './repo/repo.ts';
export type { SoundMaker } from './sound-maker.ts';
export {
  createStitcher,
  type MessageOptions,
  type Stitched,
  type Stitcher,
  type StitcherSettings,
  stitch,
} from './stitcher.ts';
