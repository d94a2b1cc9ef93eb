import type { Hono } from 'hono';
import type { AppParts, Env } from '../context.ts';
import type { Studio } from './studio.ts';

/** Parts that the studio's routes work with. */
export interface StudioContext {
  readonly studio: Studio;
  readonly parts: AppParts;
}

/** Routes of the studio that belong together, below /studio/api. */
export type StudioRoutes = (app: Hono<Env>, context: StudioContext) => void;
