// One short, quiet sound for a new red alert. Never twice for the same one, never when it is switched off.
const KEPT = "moiso.alerts.mute"; // what this browser remembers
const LOUD = 0.06, FIRST = 660, THEN = 495, HALF = 0.14, RISE = 0.02; // of full volume; Hz; s of each of the two tones, and of its rise
const SOON = 500; // ms in which a browser that allows sound has begun

const kept = { // a browser may forbid its memory: the switch then lasts as long as the page
  read() { try { return localStorage.getItem(KEPT) === "yes"; } catch { return false; } },
  write(mute) { try { localStorage.setItem(KEPT, mute ? "yes" : "no"); } catch { /* nothing to remember it in */ } },
};

/**
 * `hear(keys)`: the red alerts of now; those that were not there before sound once, all together. The first ones never
 * do: whoever opens the page sees them. `onChange({mute, blocked})` – blocked: the browser allows no sound before a click.
 */
export function chime(onChange) {
  const audio = window.AudioContext ? new AudioContext() : null;
  let known = null, mute = kept.read(), blocked = false;
  let allowing = false; // the click under way allows sound: it is not meant to switch it off

  function tell(now = blocked) {
    blocked = now;
    onChange({ mute, blocked: blocked && !mute });
  }

  /** Whether sound is allowed. A browser that waits for a click leaves the promise open: nothing waits for it for long. */
  async function allowed() {
    if (audio.state !== "running") await Promise.race([audio.resume(), new Promise((done) => setTimeout(done, SOON))]);
    tell(audio.state !== "running");
    return !blocked;
  }

  function tone(hertz, after) {
    const begin = audio.currentTime + after, voice = audio.createOscillator(), volume = audio.createGain();
    voice.frequency.value = hertz;
    volume.gain.setValueAtTime(0, begin);
    volume.gain.linearRampToValueAtTime(LOUD, begin + RISE);
    volume.gain.linearRampToValueAtTime(0, begin + HALF);
    voice.connect(volume).connect(audio.destination);
    voice.start(begin);
    voice.stop(begin + HALF);
  }

  async function play() {
    if (!audio || !(await allowed())) return; // too late is as good as never: whoever clicks has seen the alert
    tone(FIRST, 0);
    tone(THEN, HALF);
  }

  tell();
  if (audio) {
    audio.onstatechange = () => tell(audio.state !== "running");
    for (const sign of ["pointerdown", "keydown"]) document.addEventListener(sign, () => {
      allowing = blocked && !mute;
      if (blocked) allowed();
    });
    allowed();
  }
  return {
    hear(keys) {
      const fresh = known && keys.some((key) => !known.has(key));
      known = new Set(keys);
      if (fresh && !mute) play();
    },
    toggle() {
      if (allowing) { allowing = false; return; }
      mute = !mute;
      kept.write(mute);
      tell();
    },
  };
}
