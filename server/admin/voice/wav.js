// Any audio the browser can read, as the office wants it: one channel, 24,000 samples a second, 16 bits, WAV.

const RATE = 24000;
const HEADER = 44; // bytes, RIFF with a PCM format chunk

/** An audio file or recording that the browser cannot read. */
export class NotAudio extends Error {}

export async function toWav(blob) {
  const bytes = await blob.arrayBuffer();
  let heard;
  try {
    heard = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(bytes);
  } catch {
    throw new NotAudio();
  }
  const studio = new OfflineAudioContext(1, Math.max(1, Math.ceil(heard.duration * RATE)), RATE);
  const source = new AudioBufferSourceNode(studio, { buffer: heard });
  source.connect(studio.destination); // several channels are mixed into one
  source.start();
  return new Blob([written((await studio.startRendering()).getChannelData(0))], { type: "audio/wav" });
}

function written(samples) {
  const file = new DataView(new ArrayBuffer(HEADER + 2 * samples.length));
  const text = (at, letters) => [...letters].forEach((letter, i) => file.setUint8(at + i, letter.charCodeAt(0)));
  text(0, "RIFF");
  file.setUint32(4, HEADER - 8 + 2 * samples.length, true);
  text(8, "WAVEfmt ");
  file.setUint32(16, 16, true);
  file.setUint16(20, 1, true); // PCM
  file.setUint16(22, 1, true); // channels
  file.setUint32(24, RATE, true);
  file.setUint32(28, 2 * RATE, true);
  file.setUint16(32, 2, true);
  file.setUint16(34, 16, true);
  text(36, "data");
  file.setUint32(40, 2 * samples.length, true);
  samples.forEach((sample, i) => file.setInt16(HEADER + 2 * i, Math.max(-1, Math.min(1, sample)) * 32767, true));
  return file.buffer;
}
