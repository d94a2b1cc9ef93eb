// The worklet: hands the page the samples of the microphone with their place in the device's clock, whose jumps are
// samples that were lost.

declare const currentFrame: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, of: typeof AudioWorkletProcessor): void;

/** Sample frames that are handed over at once: about 5 ms. */
const BATCH_FRAMES = 256;

class Recorder extends AudioWorkletProcessor {
  private batch = new Float32Array(BATCH_FRAMES);
  private filled = 0;
  private firstFrame = 0;

  process([input]: readonly (readonly Float32Array[])[]): boolean {
    const samples = input?.[0];
    if (samples === undefined) return true;
    const isNext = currentFrame === this.firstFrame + this.filled;
    if (!isNext || this.filled + samples.length > BATCH_FRAMES) this.flush();
    if (this.filled === 0) this.firstFrame = currentFrame;
    this.batch.set(samples, this.filled);
    this.filled += samples.length;
    return true;
  }

  private flush(): void {
    if (this.filled === 0) return;
    const samples = this.batch.slice(0, this.filled);
    this.port.postMessage({ samples, frame: this.firstFrame }, [samples.buffer]);
    this.filled = 0;
  }
}

registerProcessor('recorder', Recorder);
