// The microphone: one recording at a time, with its level while it runs.

const LONGEST = 20000; // ms: nobody reads a line longer; a forgotten recording ends by itself
const LOOK = 50; // ms between two looks at the level
const FADE = 0.97; // of the level from look to look: half of it is left after a second
// What the machine would do for a telephone call makes a hall's voice sound like one.
const PLAIN = { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false };

/** Why there is no microphone: `http`, `denied`, `none`, `busy` or `other`. */
export class NoMicrophone extends Error {
  constructor(why) { super(why); this.why = why; }
}

const REASONS = { NotAllowedError: "denied", SecurityError: "denied", NotFoundError: "none", OverconstrainedError: "none", NotReadableError: "busy" };

/** Whether this page may ask for a microphone at all. */
export const allowed = () => window.isSecureContext && Boolean(navigator.mediaDevices?.getUserMedia) && Boolean(window.MediaRecorder);

let stream = null;
let context = null;

async function open() {
  if (stream?.active) return;
  if (!allowed()) throw new NoMicrophone("http");
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: PLAIN });
  } catch (error) {
    throw new NoMicrophone(REASONS[error.name] ?? "other");
  }
}

/** Let the microphone go, so that the browser's red mark disappears. */
export function release() {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
}

/** Record until `stop()`; `level(peak, seconds)` is told twenty times a second (0 to 1, fading slowly). `taken`: the blob. */
export async function record(level) {
  await open();
  context ??= new AudioContext();
  await context.resume();
  const source = context.createMediaStreamSource(stream), eye = new AnalyserNode(context, { fftSize: 4096 });
  source.connect(eye);
  const wave = new Float32Array(eye.fftSize), parts = [], began = performance.now();
  const recorder = new MediaRecorder(stream);
  let peak = 0; // as on a studio's meter: it jumps up and falls slowly, so that it can be read between two syllables
  const looks = setInterval(() => {
    eye.getFloatTimeDomainData(wave);
    peak = wave.reduce((most, one) => Math.max(most, Math.abs(one)), peak * FADE);
    level(peak, (performance.now() - began) / 1000);
  }, LOOK);
  const end = setTimeout(() => recorder.state === "recording" && recorder.stop(), LONGEST);
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const taken = new Promise((done) => {
    recorder.onstop = () => {
      clearInterval(looks);
      clearTimeout(end);
      source.disconnect();
      done(new Blob(parts, { type: recorder.mimeType }));
    };
  });
  recorder.start();
  return { taken, stop() { if (recorder.state === "recording") recorder.stop(); } };
}
