import type { MutatedFile } from '../mutant.ts';
import { audio } from './audio.ts';
import { cache } from './cache.ts';
import { campaign } from './campaign.ts';
import { codec } from './codec.ts';
import { library } from './library.ts';
import { message } from './message.ts';
import { render } from './render.ts';
import { repo } from './repo.ts';

/** Hand-chosen mutants, by the layers of build/layers.ts from the message to the campaign. */
export const MUTATED_FILES: readonly MutatedFile[] = [
  message,
  library,
  audio,
  codec,
  render,
  cache,
  repo,
  campaign,
].flat();
