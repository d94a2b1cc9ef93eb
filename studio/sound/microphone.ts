import { t } from '../text.ts';
import { resume } from './resume.ts';

/** Samples as they come from the microphone. */
export interface Batch {
  readonly samples: Float32Array;
  /** Sample frames that the device lost before them. */
  readonly lostFrames: number;
}

/** An open microphone. */
export interface Microphone {
  readonly sampleRateHz: number;
  readonly name: string;
  /** Processing that the browser does though it was asked not to: it changes levels. */
  readonly processing: readonly string[];
  close(): void;
}

/** Processing that makes equal words unequal: measured, echo cancellation alone adds up to 12 dB. */
const RAW = { echoCancellation: false, noiseSuppression: false, autoGainControl: false } as const;

/** True where pages may not use the microphone: anything but HTTPS and this machine. */
export const isInsecure = !window.isSecureContext || navigator.mediaDevices === undefined;

/** Opens the microphone. @throws Error that says why it cannot be used, and what to do. */
export async function openMicrophone(
  onBatch: (batch: Batch) => void,
  onEnd: () => void,
): Promise<Microphone> {
  const stream = await navigator.mediaDevices
    .getUserMedia({ audio: { ...RAW, channelCount: 1 } })
    .catch((error: DOMException) => {
      throw new Error(t(error.name === 'NotAllowedError' ? 'mic_denied' : 'mic_none'));
    });
  const track = stream.getAudioTracks()[0]!;
  const settings = track.getSettings();
  const context = contextOf(settings.sampleRate);
  const close = () => {
    track.stop();
    if (context.state !== 'closed') void context.close();
  };
  try {
    await context.audioWorklet.addModule('recorder.js');
    const source = context.createMediaStreamSource(stream);
    const recorder = new AudioWorkletNode(context, 'recorder', {
      numberOfInputs: 1,
      numberOfOutputs: 0,
      channelCount: 1,
      channelCountMode: 'explicit',
    });
    let next: number | null = null;
    recorder.port.onmessage = ({
      data,
    }: MessageEvent<{ samples: Float32Array; frame: number }>) => {
      const lostFrames = next === null ? 0 : Math.max(0, data.frame - next);
      next = data.frame + data.samples.length;
      onBatch({ samples: data.samples, lostFrames });
    };
    source.connect(recorder);
    await resume(context);
  } catch (error) {
    close();
    throw error;
  }
  track.onended = onEnd;
  const processing = Object.keys(RAW).filter((name) => settings[name as keyof typeof RAW] === true);
  return { sampleRateHz: context.sampleRate, name: track.label, processing, close };
}

/** A context at the device's rate, so that nothing is resampled; Firefox takes a stream at its own rate only. */
function contextOf(sampleRate: number | undefined): AudioContext {
  try {
    return new AudioContext(sampleRate === undefined ? {} : { sampleRate });
  } catch {
    return new AudioContext();
  }
}
