// What this desk may do now, as its picture shows it. Whatever hangs on more than that, the office decides.
const SERVING = new Set(["finish", "hold", "fix", "transfer"]), CALLED = new Set(["start", "recall", "absent"]);
const ALWAYS = new Set(["pause", "reprint", "priority", "give", "book", "checkin", "seat", "leave", "undo", "help", "due"]); // the office says what is to be done first

export const phaseOf = (picture) => picture?.ticket?.phase ?? null;
export const isPaused = (picture) => picture?.counter.state === "paused";

/** Whether this act can be asked for; `busy` while an earlier one is under way. */
export function may(act, picture, busy) {
  if (!picture || busy) return false;
  if (ALWAYS.has(act)) return true;
  const phase = phaseOf(picture), paused = isPaused(picture);
  if (act === "call") return !paused && !phase && picture.waiting.length > 0;
  if (act === "next") return !paused && (phase === "serving" || (!phase && picture.waiting.length > 0));
  return phase === "serving" ? SERVING.has(act) : phase === "called" && CALLED.has(act);
}

/** Why it cannot be: a key that does nothing says so. */
export function whyNot(act, picture, busy, word) {
  if (busy) return word("console.is_busy");
  const phase = phaseOf(picture), label = picture.ticket?.label;
  if (!phase && isPaused(picture)) return word("console.is_paused_hint");
  if (phase === "called") return word(act === "call" ? "console.called_first" : "console.next_hint", { label });
  if (phase === "serving") return act === "call" ? word("console.finish_first") : word("console.is_serving", { label });
  return word(picture.waiting.length ? "console.nobody_here" : act === "call" || act === "next" ? "console.is_empty" : "console.nobody_at_all");
}

/** Why a key that is kept from slipping into the next thing does nothing here. */
export const whySlip = (picture, word) => (phaseOf(picture) === "serving" ? word("console.is_serving_space", { label: picture.ticket.label }) : whyNot("finish", picture, false, word));
