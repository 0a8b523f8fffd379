// Clips of speech: fetched, decoded, and laid one after another on the sound card's own clock.

const LEAD = 0.03;      // seconds between "now" and the first sample, so that it is never late
const GAP = 0.06;       // between chime, ticket and counter
const BREATH = 0.4;     // between two languages
const SLOW = 8000;      // ms a clip may take to come
const KEPT = 60;        // decoded clips kept: the chime and the counters come again with every call

const kept = new Map();

async function decode(context, url) {
  const answer = await fetch(url, { signal: AbortSignal.timeout(SLOW) });
  if (!answer.ok) throw new Error(`${answer.status} ${url}`);
  return context.decodeAudioData(await answer.arrayBuffer());
}

/** The decoded clip, or null when it cannot be had: the others of its sentence are still spoken. */
async function clip(context, url) {
  if (kept.has(url)) return kept.get(url);
  try {
    const buffer = await decode(context, url);
    kept.set(url, buffer);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value);
    return buffer;
  } catch (error) {
    console.warn("clip", error);
    return null;
  }
}

/**
 * Schedules a whole sentence, language after language.
 * @param {AudioContext} context running
 * @param {Record<string, string[]>} say language -> addresses of clips in the order of speaking
 * @returns {Promise<{ended: Promise<void>, pieces: number, seconds: number}>} `pieces` clips, `seconds` from now to the end
 */
export async function sentence(context, say) {
  const spoken = await Promise.all(Object.values(say).map((urls) => Promise.all(urls.map((url) => clip(context, url)))));
  const start = context.currentTime;
  let at = start + LEAD, last = null, pieces = 0;
  for (const buffers of spoken) {
    for (const buffer of buffers.filter(Boolean)) {
      last = context.createBufferSource();
      last.buffer = buffer;
      last.connect(context.destination);
      last.start(at);
      pieces += 1;
      at += buffer.duration + GAP;
    }
    at += BREATH;
  }
  const ended = last ? new Promise((done) => last.addEventListener("ended", () => done(), { once: true })) : Promise.resolve();
  return { ended, pieces, seconds: at - start };
}
