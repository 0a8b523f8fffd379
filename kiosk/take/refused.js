// No number this time: one sentence why, one what to do, then back.
import { el } from "/web/words.js";
import { Refused } from "/web/send.js";
import { button, icon } from "/room/kiosk/say.js";
import { Countdown } from "/room/kiosk/idle.js";

const READ = 15; // seconds to read two sentences

export function refused(app, { error }) {
  const back = new Countdown(() => app.support.reading);
  const left = el("p", { class: "left" });
  back.start(app.support.longer(READ), (seconds) => { left.textContent = app.words("kiosk.back_in", { seconds }); }, () => app.home());
  // Only a 409 is the office's own word to the citizen; anything else is about machines.
  const ours = error instanceof Refused && error.status === 409 && error.problem.detail;
  return {
    node: el("section", { class: "refused", role: "alert" }, icon("alert"),
      el("h1", {}, ours ? error.problem.detail : app.words("kiosk.away")),
      el("p", { class: "what" }, app.words(ours ? "kiosk.refused_what" : "kiosk.away_what")),
      left, button(app.words("kiosk.back_home"), { class: "solid", icon: "back", onpress: () => (app.support.on ? app.choose() : app.home()) })),
    leave: () => back.stop(),
  };
}
