// The support mode, for whoever sees little or needs time: large type, high contrast, three times the time, and a voice.
//
// One touch or two? A person of 78 who sees tiles as patches of colour finds the right one by trying. So while the
// voice speaks, a touch on anything that leads further (a service, a procedure, LẤY SỐ, "Xong") only says what it is
// and frames it, and the next touch on the same thing does it: trying costs nothing, and no number is taken by mistake.
// What can be undone at the same place (a priority, a letter, the switches in the bar, "Quay lại") is done by the first
// touch and said. A hand that trembles does not count twice. Whoever only wants large type touches "Chữ to", or turns
// the voice off in this mode: then every touch acts at once, as it does where a kiosk has no sound – asking
// for a second touch without a voice would be a riddle.
import { reader } from "/room/kiosk/aloud.js";
import { button, icon, unbroken } from "/room/kiosk/say.js";
import { choiceOf, infoOf, newsOf, numberOf, pageWords, wordsOf } from "/room/kiosk/reading.js";

const root = document.documentElement;
const SLOWER = 3, LEAST = 45; // times the usual seconds, and at least so many
const TREMBLE = 350;          // ms in which a second touch is the same trembling touch
const NUMBERS = 3;            // times that the number is read again: the next citizen waits too
const AT_ONCE = "[role=radio], .key, .more"; // what is undone as easily as it is done
const spoken = document.querySelector(".spoken");

export class Support {
  #app; #reader; #armed = null; #since = 0; #again = 0; #asked = false; #able = true;
  on = false;
  voice = true;

  constructor(app, onChange) {
    this.#app = app;
    this.#reader = reader({
      onText: (text) => { if (!this.#armed) this.#caption(text); },
      onEnd: () => { if (!this.#armed) this.#caption(""); },
      onAble: (able) => { if (able !== this.#able) { this.#able = able; this.#disarm(); onChange(); } },
    });
    document.addEventListener("press", (event) => this.#pressed(event), true);
  }

  /** Whether touches are answered by a voice. */
  get speaking() { return this.on && this.voice && this.#able; }
  get reading() { return this.#reader.reading; }
  longer(seconds) { return this.on ? Math.max(LEAST, seconds * SLOWER) : seconds; }

  switch() {
    if (this.on) return this.off();
    this.on = this.voice = this.#able = true;
    Object.assign(root.dataset, { support: "on", type: "large", contrast: "high" });
    return this.#read([this.#app.words("kiosk.support_on"), ...this.#page()]);
  }

  /** Ends with the visitor. */
  off() {
    this.hush();
    this.#disarm();
    this.on = false;
    for (const name of ["support", "type", "contrast"]) delete root.dataset[name];
  }

  mute() {
    this.hush();
    this.#disarm();
    this.voice = !this.voice;
    if (this.voice) { this.#able = true; this.again(); }
  }

  /** A page has appeared. */
  opened() {
    this.#again = 0;
    this.#disarm();
    this.hush();
    this.#read(this.#page());
  }

  /** Reads the page once more; on the page of the number that number, a few times. */
  again() {
    this.#disarm();
    if (this.#app.page === "result") this.#again += 1;
    this.#read(this.#app.page === "result" ? [numberOf(this.#place())] : this.#page());
  }
  get mayAgain() { return this.#able && this.voice && !(this.#app.page === "result" && this.#again >= NUMBERS); }
  get mayVoice() { return this.#able; }

  /** Something has changed on the page that must be known: it waits until what is being said has been said. */
  tell(texts) { if (this.speaking) this.#reader.add(texts, root.lang); }
  news() { this.tell(newsOf(this.#place())); }
  info() { this.tell(infoOf(this.#place())); }
  hush() { this.#reader.stop(); }

  /** After a page has drawn its buttons anew. */
  mark() {
    for (const one of this.#place().querySelectorAll("button")) one.classList.toggle("armed", this.#armed === nameOf(one));
  }

  #place() { return document.querySelector(".page"); }
  #page() { return pageWords(this.#app.page, this.#place(), this.#app.words); }
  #read(texts) { if (this.on && this.voice) this.#reader.read(texts, root.lang); }
  #caption(text) {
    spoken.textContent = unbroken(text);
    document.body.toggleAttribute("data-spoken", Boolean(text));
  }

  #disarm() {
    if (!this.#armed) return;
    this.#armed = null;
    this.#caption("");
    this.mark();
  }

  #pressed(event) {
    const { target } = event, inPage = target.closest(".page");
    if (!this.speaking || !inPage) return this.#disarm();
    if (target.matches(AT_ONCE)) {
      this.#disarm();
      return this.#read([target.matches("[role=radio]") ? this.#app.words("kiosk.aloud_chosen", { what: wordsOf(target) }) : wordsOf(target)]);
    }
    const again = this.#armed === nameOf(target), settled = performance.now() - this.#since > TREMBLE;
    if (again && settled) return this.#disarm();
    event.stopImmediatePropagation();
    return again ? undefined : this.#arm(target);
  }

  #arm(target) {
    this.#armed = nameOf(target);
    this.#since = performance.now();
    this.mark();
    const said = `${choiceOf(target, this.#place(), this.#app.words)}.`, then = this.#app.words("kiosk.aloud_again");
    this.#caption(`${said} ${then}`);
    this.#read([said, then]);
  }
}

/** What stays the same about a button when its page draws it anew. */
const nameOf = ({ dataset, className, textContent }) =>
  dataset.code ?? dataset.procedure ?? `${className.replace(/\b(armed|pressed)\b/g, "").trim()} ${textContent}`;

/** The switch at the same place of every page: a person with open arms, and words. */
export function supportButton(app) {
  return button(app.words("kiosk.support"), { icon: "support", class: "bar-button support", "aria-pressed": String(app.support.on), onpress: () => app.help() });
}

/** What stands beside it while the mode is on: reading again, and the voice. */
export function voiceButtons(app) {
  const { support, words } = app;
  const again = button(words("kiosk.aloud_repeat"), { icon: "aloud", class: "bar-button replay", disabled: !support.mayAgain,
    onpress: ({ currentTarget }) => { support.again(); currentTarget.disabled = !support.mayAgain; } });
  const wish = support.mayVoice ? (support.voice ? "kiosk.voice_off" : "kiosk.voice_on") : "kiosk.no_voice";
  const voice = button(words(wish), { class: "bar-button voice", disabled: !support.mayVoice, onpress: () => { support.mute(); app.bar(); } });
  voice.prepend(icon(support.voice && support.mayVoice ? "mute" : "aloud"));
  return [again, voice];
}
