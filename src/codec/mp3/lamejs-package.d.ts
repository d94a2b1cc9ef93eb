// The fork's own types do not resolve under the alias.
declare module 'lamejs' {
  export class Mp3Encoder {
    constructor(channels: number, sampleRateHz: number, bitRateKbps: number);
    encodeBuffer(left: Int16Array, right?: Int16Array): Int8Array;
    flush(): Int8Array;
  }
}
