import type { Options } from '../../options/render.ts';
import { arrange } from '../../render/layout.ts';
import type { PreparedRender } from '../../render/renderer.ts';

/** Words of a render, and the pauses between them in seconds: `hello <0.25 s> five`. */
export function saidText({ plan, title }: PreparedRender, options: Options): string {
  const { steps } = plan;
  if (steps.every(({ kind }) => kind === 'clip')) return title;
  const clips = steps.flatMap((step) => (step.kind === 'clip' ? [step.words.join(' ')] : []));
  return arrange(
    steps,
    options,
    (i) => clips[i],
    (seconds) => `<${Number(seconds.toFixed(3))} s>`,
  ).join(' ');
}
