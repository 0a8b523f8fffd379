// Plays clips one after the other as the board does, one thing at a time for the whole page.

import { lay } from "/room/board/clips.js";

const PATIENCE = 12000; // ms that a clip may be in the making; the office itself waits eight seconds

let context = null;
let stopNow = null;

/** A clip that the office could not give. */
export class Unheard extends Error {}

async function load(url) {
  let answer;
  try {
    answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    throw new Unheard(url);
  }
  if (!answer.ok) throw new Unheard(url);
  try {
    return await context.decodeAudioData(await answer.arrayBuffer());
  } catch {
    throw new Unheard(url);
  }
}

/** Stop whatever is playing. */
export const hush = () => stopNow?.();

/** Play these addresses in order; `began` is told when sound comes. Ends with the last clip, or when it is stopped. */
export async function play(urls, began = () => {}) {
  hush();
  context ??= new AudioContext();
  let stopped = false;
  const mine = () => { stopped = true; };
  stopNow = mine;
  await context.resume();
  const clips = await Promise.all(urls.map(load));
  if (stopped) return;
  const output = context.createGain();
  output.connect(context.destination);
  const stop = new Promise((done) => { stopNow = done; });
  const { ended } = lay(context, output, [clips]);
  began();
  await Promise.race([ended, stop]);
  output.disconnect(); // what is left of it is heard by nobody
}
