import type { FormatName } from '../codec/registry.ts';

/** What a caller (a carrier, a dialler, a messenger) takes. Sources: docs/channels.md. */
export interface Channel {
  readonly format: FormatName;
  /** Null for what suits the clips. */
  readonly sampleRateHz: number | null;
  /** Limits of one message; null where none is known. */
  readonly maxSeconds: number | null;
  readonly maxBytes: number | null;
  /** Size past which the caller treats a file otherwise: a warning. */
  readonly large?: { readonly bytes: number; readonly warning: string };
}

const MB = 1e6;

/** The callers, by name. A new one is a line here and one in docs/channels.md. All take one channel. */
export const CHANNELS = {
  'amazon-connect': { format: 'wav-ulaw', sampleRateHz: 8000, maxSeconds: 300, maxBytes: 50 * MB },
  asterisk: { format: 'wav', sampleRateHz: 8000, maxSeconds: null, maxBytes: null },
  bandwidth: { format: 'wav', sampleRateHz: 8000, maxSeconds: 3600, maxBytes: 250 * MB },
  exotel: { format: 'wav', sampleRateHz: 8000, maxSeconds: null, maxBytes: null },
  freeswitch: { format: 'wav', sampleRateHz: 8000, maxSeconds: null, maxBytes: null },
  'genesys-cloud': { format: 'wav', sampleRateHz: 8000, maxSeconds: null, maxBytes: 25 * MB },
  plivo: { format: 'mp3', sampleRateHz: null, maxSeconds: null, maxBytes: null },
  telegram: { format: 'ogg', sampleRateHz: 16_000, maxSeconds: null, maxBytes: 50 * MB },
  twilio: { format: 'wav', sampleRateHz: 8000, maxSeconds: null, maxBytes: null },
  vonage: { format: 'wav', sampleRateHz: 16_000, maxSeconds: null, maxBytes: null },
  whatsapp: {
    format: 'ogg-voice-note',
    sampleRateHz: 16_000,
    maxSeconds: null,
    maxBytes: 16 * MB,
    large: {
      bytes: 512 * 1024,
      warning: 'WhatsApp shows files over 512 KB as a download, not as a voice note',
    },
  },
} as const satisfies Readonly<Record<string, Channel>>;

/** The name of a caller. */
export type ChannelName = keyof typeof CHANNELS;

/** All names, in order. */
export const CHANNEL_NAMES = Object.keys(CHANNELS) as [ChannelName, ...ChannelName[]];

/** The channel of a name; undefined for none. */
export function channelOf(name: unknown): Channel | undefined {
  return CHANNEL_NAMES.includes(name as ChannelName) ? CHANNELS[name as ChannelName] : undefined;
}
