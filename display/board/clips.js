// Clips of speech: fetched, decoded, and laid one after another on the sound card's own clock.

const LEAD = 0.03;  // seconds between "now" and the first sample, so that it is never late
const GAP = 0.015;  // between two clips of a sentence; what pause speech needs is in the clips
const BREATH = 0.4; // between two languages
const SLOW = 4000;  // ms one request for a clip may take
const PATIENT = 9000; // ms in which a clip is asked for again: the office's speech worker may be starting anew
const AGAIN = 200;  // ms between two such requests
const KEPT = 90;    // decoded clips kept: the chime and the counters come again with every call

const kept = new Map();

async function decode(context, url) {
  const answer = await fetch(url, { signal: AbortSignal.timeout(SLOW) });
  if (!answer.ok) throw new Error(`${answer.status} ${url}`);
  return context.decodeAudioData(await answer.arrayBuffer());
}

/** A call some seconds late is better than one not spoken. */
async function patiently(context, url) {
  const until = performance.now() + PATIENT;
  for (;;) {
    try {
      return await decode(context, url);
    } catch (error) {
      if (performance.now() < until) { await new Promise((done) => setTimeout(done, AGAIN)); continue; }
      console.warn("clip", error);
      kept.delete(url); // asked for again when it is needed again
      return null;
    }
  }
}

/** The decoded clip, or null when it cannot be had. Asking twice fetches once. */
function clip(context, url) {
  const known = kept.get(url) ?? patiently(context, url);
  kept.delete(url); // the last used is the last to go
  kept.set(url, known);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value);
  return known;
}

/**
 * Fetches and decodes what will be said.
 * @param {AudioContext} context
 * @param {string[][]} languages addresses of clips in the order of speaking
 * @returns {Promise<{languages: AudioBuffer[][], whole: boolean}>} only languages that are there to the last clip: half a
 *   sentence names a wrong number. Without any (`whole` is false) there is at most the chime: look at the board.
 */
export async function load(context, languages, chime) {
  const heard = await Promise.all(languages.map((urls) => Promise.all(urls.map((url) => clip(context, url)))));
  const complete = heard.filter((buffers) => buffers.length && buffers.every(Boolean));
  if (complete.length) return { languages: complete, whole: true };
  const bell = chime && heard[0]?.[0];
  return { languages: bell ? [[bell]] : [], whole: false };
}

/**
 * Lays the clips, language after language.
 * @returns {{ended: Promise<void>, ms: number}} `ms` from now to the end
 */
export function lay(context, output, languages) {
  const start = context.currentTime;
  let at = start + LEAD, last = null;
  for (const buffers of languages) {
    for (const buffer of buffers) {
      last = context.createBufferSource();
      last.buffer = buffer;
      last.connect(output);
      last.start(at);
      at += buffer.duration + GAP;
    }
    at += BREATH;
  }
  const ended = last ? new Promise((done) => last.addEventListener("ended", () => done(), { once: true })) : Promise.resolve();
  return { ended, ms: Math.round((at - start) * 1000) };
}
