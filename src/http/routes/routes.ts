import type { Route } from '../context.ts';
import { audio } from './audio.ts';
import { check } from './check.ts';
import { clips } from './clips.ts';
import { health } from './health.ts';
import { openapi } from './openapi.ts';
import { root } from './root.ts';
import { sign } from './sign.ts';
import { stitch } from './stitch.ts';

/** Every route. A new one is a file, and a line here. */
export const ROUTES: readonly Route[] = [stitch, check, sign, audio, clips, health, openapi, root];
