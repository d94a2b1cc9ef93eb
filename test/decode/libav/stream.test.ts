import { describe, expect, it } from 'vitest';
import type { Libav, LibavStream } from '../../../src/codec/libav/engine.ts';
import { decodeTrack } from '../../../src/decode/libav/stream.ts';

interface Frame {
  readonly rate: number;
  readonly channels: number;
  readonly samples: Int16Array;
}

/** An engine whose file has `frames`, one a packet, for ever the last. */
function engineOf(frames: readonly Frame[]): Libav {
  let next = 0;
  let isDecoded = true;
  const frame = () => frames[Math.min(next, frames.length) - 1]!;
  return {
    ff_init_decoder: () => [0, 0, 0, 0],
    ff_free_decoder: () => {},
    av_read_frame: async () => 0,
    av_packet_unref: () => {},
    AVPacket_stream_index: () => 0,
    avcodec_send_packet: () => {
      next++;
      isDecoded = false;
      return 0;
    },
    avcodec_receive_frame: () => {
      if (isDecoded) return -11;
      isDecoded = true;
      return 0;
    },
    AVFrame_nb_samples: () => frame().samples.length / frame().channels,
    AVFrame_sample_rate: () => frame().rate,
    AVFrame_channels: () => frame().channels,
    ff_copyout_frame: () => ({ data: frame().samples }),
  } as Partial<Libav> as Libav;
}

const track = { context: 0, stream: { index: 0 } as LibavStream, declaredSeconds: null };
const second = (channels: number) => new Int16Array(8000 * channels);

describe('decodeTrack', () => {
  it('stops at the limit of length, whatever the file says', async () => {
    const endless = engineOf([{ rate: 8000, channels: 1, samples: second(1) }]);
    await expect(decodeTrack(endless, track, 'x')).rejects.toThrow(
      'x lasts 15 minutes, the limit is 15; split it',
    );
  });

  it('stops where the channels are too many for the memory', async () => {
    const wide = engineOf([{ rate: 8000, channels: 255, samples: second(255) }]);
    await expect(decodeTrack(wide, track, 'x')).rejects.toThrow(
      'x is too long for its 255 channels at 8000 Hz; convert it to 16-bit PCM, mono',
    );
  });

  it('refuses a file whose rate changes', async () => {
    const chained = engineOf([
      { rate: 8000, channels: 1, samples: second(1) },
      { rate: 16_000, channels: 1, samples: second(1) },
    ]);
    await expect(decodeTrack(chained, track, 'x')).rejects.toMatchObject({
      code: 'clip/unsupported',
      message: expect.stringContaining('changes its sample rate'),
    });
  });
});
