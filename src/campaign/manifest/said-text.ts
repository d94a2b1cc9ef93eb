import type { Options } from '../../options/render.ts';
import { NO_EXTENT, timelineItems } from '../../render/layout.ts';
import type { PreparedRender } from '../../render/renderer.ts';

/** Words of a render, and the pauses between them in seconds: `hello <0.25 s> five`. */
export function saidText({ plan, title }: PreparedRender, options: Options): string {
  const { steps } = plan;
  if (steps.every(({ kind }) => kind === 'clip')) return title;
  const clips = steps.flatMap((step) => (step.kind === 'clip' ? [step.words.join(' ')] : []));
  let clip = 0;
  return timelineItems(steps, options, () => NO_EXTENT)
    .map((item) =>
      item.kind === 'clip' ? clips[clip++] : `<${Number(item.seconds.toFixed(3))} s>`,
    )
    .join(' ');
}
