// The day's sound check, in one line that is gone as soon as somebody has heard the loudspeaker.
import { soundCheck } from "/room/supervisor/soundcheck.js";

const THANKS = 4000; // ms in which the thanks can be read

/** `show({due, zone})` after every picture. Whoever is just listening is left to finish. */
export function morning(line, word) {
  let check = null, leaving = null;

  function close() {
    check.node.remove();
    check = leaving = null;
    line.hidden = true;
  }

  return ({ due, zone }) => {
    if (due && check) { clearTimeout(leaving); leaving = null; }
    if (due && !check) {
      check = soundCheck(zone, word, "console");
      line.append(check.node);
      line.hidden = false;
    }
    if (!due && check && !leaving) leaving = setTimeout(close, check.node.dataset.step === "ready" ? 0 : THANKS);
  };
}
