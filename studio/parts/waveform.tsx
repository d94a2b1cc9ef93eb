import { useEffect, useRef } from 'preact/hooks';

/** A stretch of a sound in seconds [start, end), drawn apart from its neighbours. */
export interface Region {
  readonly start: number;
  readonly end: number;
  readonly label: string;
}

interface Props {
  /** Peaks of equal stretches of the sound, 0 to 1. */
  readonly peaks: readonly number[];
  readonly seconds: number;
  readonly regions: readonly Region[];
  /** The place that is heard. */
  readonly at?: number | null;
  readonly label: string;
  readonly onSeek: (seconds: number) => void;
}

/** Bars of the picture. */
const BARS = 1200;

/** Peaks of a sound's first channel. */
export function peaksOf(sound: AudioBuffer): readonly number[] {
  const samples = sound.getChannelData(0);
  const step = Math.max(1, Math.ceil(samples.length / BARS));
  const peaks: number[] = [];
  for (let start = 0; start < samples.length; start += step) {
    let peak = 0;
    const end = Math.min(samples.length, start + step);
    for (let f = start; f < end; f++) peak = Math.max(peak, Math.abs(samples[f]!));
    peaks.push(peak);
  }
  return peaks;
}

/** A sound as a picture with its regions; a click plays from there. The keyboard has buttons beside it. */
export function Waveform({ peaks, seconds, regions, at = null, label, onSeek }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const draw = () => canvas.current && paint(canvas.current, { peaks, seconds, regions, at });
    draw();
    const observer = new ResizeObserver(draw);
    observer.observe(canvas.current!);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', draw);
    return () => {
      observer.disconnect();
      dark.removeEventListener('change', draw);
    };
  }, [peaks, seconds, regions, at]);
  return (
    <canvas
      ref={canvas}
      class="waveform"
      role="img"
      aria-label={label}
      onClick={(event) => {
        const { left, width } = event.currentTarget.getBoundingClientRect();
        onSeek(((event.clientX - left) / width) * seconds);
      }}
    />
  );
}

function paint(
  canvas: HTMLCanvasElement,
  {
    peaks,
    seconds,
    regions,
    at,
  }: Pick<Props, 'peaks' | 'seconds' | 'regions'> & { at: number | null },
): void {
  const scale = devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const draw = canvas.getContext('2d')!;
  draw.scale(scale, scale);
  const style = getComputedStyle(canvas);
  const color = (name: string) => style.getPropertyValue(name);
  const x = (time: number) => (seconds > 0 ? (time / seconds) * width : 0);
  regions.forEach(({ start, end, label }, i) => {
    draw.fillStyle = color(i % 2 === 0 ? '--region' : '--region-other');
    draw.fillRect(x(start), 0, Math.max(1, x(end) - x(start)), height);
    draw.fillStyle = color('--line');
    draw.fillRect(x(start), 0, 1, height);
    draw.fillStyle = color('--ink');
    draw.font = '12px system-ui, sans-serif';
    if (x(end) - x(start) > 24) draw.fillText(label, x(start) + 4, 13, x(end) - x(start) - 6);
  });
  draw.fillStyle = color('--wave');
  const middle = height / 2 + 6;
  const most = peaks.reduce((a, b) => Math.max(a, b), 0.05);
  const step = width / Math.max(1, peaks.length);
  peaks.forEach((peak, i) => {
    const half = (peak / most) * (height / 2 - 8);
    draw.fillRect(i * step, middle - half, Math.max(0.75, step * 0.8), Math.max(1, half * 2));
  });
  if (at !== null) {
    draw.fillStyle = color('--accent');
    draw.fillRect(x(at) - 1, 0, 2, height);
  }
}
