// How loud it is at the microphone, drawn and in words.

const [QUIET, FULL] = [0.08, 0.97]; // peaks: below nobody is near, above the sound breaks
const node = (id) => document.getElementById(id);

/** `peak` from 0 to 1; `spoken` says whether somebody is being recorded: else there is nothing to say of it. */
export function gauge(word, peak, spoken) {
  // In decibels, from −48 to 0: that is how loudness is felt.
  const share = peak > 0 ? Math.max(0, 1 + (20 * Math.log10(peak)) / 48) : 0;
  const kind = peak >= FULL ? "high" : peak >= QUIET ? "good" : "low";
  node("level").style.setProperty("transform", `scaleX(${Math.min(1, share)})`);
  node("level").dataset.kind = kind;
  node("level-said").textContent = spoken ? word(`voice.rec_level_${kind}`) : "";
}
