export type { Pcm } from './audio/pcm.ts';
export type { Placed, Timeline } from './audio/timeline.ts';
export {
  type Campaign,
  type CampaignSource,
  type CheckSettings,
  checkCampaign,
  openCampaign,
  type RunSettings,
  runCampaign,
} from './campaign/campaign.ts';
export type { CheckReport } from './campaign/check.ts';
export type { LanguageRows } from './campaign/language-counts.ts';
export { recordingList } from './campaign/recording-list.ts';
export type { CampaignSummary } from './campaign/summary.ts';
export type { TemplateSource } from './campaign/templates.ts';
export type { AudioFormat } from './codec/codec.ts';
export type { FormatName } from './codec/registry.ts';
export {
  type ErrorCode,
  type ErrorDetails,
  type ErrorDetailsOf,
  isStitchError,
  StitchError,
} from './errors.ts';
export { type LinkInput, type SignedLink, signLink } from './http/sign-link.ts';
export { describeLanguages, type LanguageDescription } from './languages/describe-languages.ts';
export { type ReadValue, readText, type TextReading } from './languages/read-text.ts';
export type { Clip, Conflict, Library, LibraryProblem } from './library/library.ts';
export {
  type ClipFolder,
  type ClipFolders,
  type LibraryRoots,
  openRoots,
  type RootSettings,
} from './library/roots.ts';
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
export type { Planner } from './message/planner.ts';
export type { SemioticClass } from './message/readings/reading.ts';
export { type Alternative, parseTemplate, type Template } from './message/template.ts';
export type { PromptSetName } from './options/prompt-sets.ts';
export { type Options, type OptionsInput, parseOptions } from './options/render.ts';
export type { Layout } from './render/layout.ts';
export type { Profile } from './render/profile.ts';
export type { PreparedRender, Progress, Render, Renderer } from './render/renderer.ts';
export type { AudioWorker } from './render/worker/audio-worker.ts';
export type { BucketCredentials, BucketSettings } from './repo/bucket/settings.ts';
export { LocalRepo } from './repo/local/local-repo.ts';
export { MemoryRepo } from './repo/memory.ts';
export { openRepo } from './repo/open-repo.ts';
export {
  type DescribedEntry,
  type Entry,
  type Key,
  type ObjectMetadata,
  parseKey,
  type ReadOptions,
  type Repo,
  type StoredObject,
  type WriteOptions,
} from './repo/repo.ts';
export {
  createStitcher,
  type MessageOptions,
  type Stitched,
  type Stitcher,
  type StitcherSettings,
  stitch,
} from './stitcher.ts';
