// The support mode, for whoever sees little or needs time: large type, high contrast, three times the time, and a voice.
//
// One touch or two? A person of 78 who sees tiles as patches of colour finds the right one by trying. So while the
// voice speaks, a touch on anything that leads further (a service, a procedure, LẤY SỐ, "Xong") only says what it is
// and frames it, and the next touch on the same thing does it: trying costs nothing, and no number is taken by mistake.
// What can be undone at the same place (a priority, a letter, the switches in the bar, "Quay lại") is done by the first
// touch and said. A hand that trembles does not count twice. Whoever only wants large type touches "Chữ to", or turns
// the voice off in this mode: then every touch acts at once, as it does where a kiosk has no sound – asking
// for a second touch without a voice would be a riddle.
//
// Each part can be switched by itself on a page of its own ("adjust"): voice, time, contrast, large type, and everything
// that is touched within reach of a seated person or a child. Whoever sees nothing needs no screen: see keypad.js.
// All of it is forgotten when the visit ends.
import { el } from "/web/words.js";
import { reader } from "/room/kiosk/aloud.js";
import { button, icon, unbroken } from "/room/kiosk/say.js";
import { Keypad, markedWords, nameOf } from "/room/kiosk/keypad.js";
import { choiceOf, infoOf, newsOf, numberOf, pageWords, wordsOf } from "/room/kiosk/reading.js";

const root = document.documentElement;
const SLOWER = 3, LEAST = 45; // times the usual seconds, and at least so many
const TREMBLE = 350;          // ms in which a second touch is the same trembling touch
const NUMBERS = 3;            // times that the number is read again: the next citizen waits too
const AT_ONCE = "[role=radio], .key, .more, .part, .fold"; // what is undone as easily as it is done
const LOOKS = { type: "large", contrast: "high", reach: "low" }; // token sets on the root, not second designs
const PARTS = ["voice", "time", "contrast", "type", "reach"];
const PICTURES = { voice: "aloud", time: "clock", contrast: "contrast", type: "type", reach: "reach" };
const spoken = document.querySelector(".spoken");

export class Support {
  #app; #reader; #keypad; #armed = null; #since = 0; #again = 0; #able = true; #byKey = false;
  on = false;
  voice = true;
  time = true;

  constructor(app, onChange) {
    this.#app = app;
    this.#reader = reader({
      onText: (text) => { if (!this.#armed) this.#caption(text); },
      onEnd: () => { if (!this.#armed) this.#caption(""); },
      onAble: (able) => { if (able !== this.#able) { this.#able = able; this.#disarm(); onChange(); } },
    });
    this.#keypad = new Keypad({
      start: () => { if (this.on) this.#read([...this.#how(), ...this.#page()]); else app.help(); app.stirred(); },
      chosen: (button) => { this.hush(); app.stirred(); this.#arm(button); },
      press: (button) => this.#press(button),
      home: () => { app.choose(); },
    });
    document.addEventListener("press", (event) => this.#pressed(event), true);
  }

  /** Whether touches are answered by a voice. */
  get speaking() { return this.on && this.voice && this.#able; }
  get reading() { return this.#reader.reading; }
  longer(seconds) { return this.on && this.time ? Math.max(LEAST, seconds * SLOWER) : seconds; }

  switch() {
    if (this.on) return this.off();
    this.on = this.voice = this.time = this.#able = true;
    Object.assign(root.dataset, { support: "on", type: "large", contrast: "high" });
    return this.#read([this.#app.words("kiosk.support_on"), ...this.#how(), ...this.#page()]);
  }

  /** Ends with the visitor. */
  off() {
    this.hush();
    this.#disarm();
    this.#keypad.end();
    this.on = false;
    for (const name of ["support", ...Object.keys(LOOKS)]) delete root.dataset[name];
  }

  mute() {
    this.hush();
    this.#disarm();
    this.voice = !this.voice;
    if (this.voice) { this.#able = true; this.again(); }
  }

  /** One part of the mode on or off; the others stay as they are. */
  turn(part) {
    if (part === "voice") return this.mute();
    if (part === "time") this.time = !this.time;
    else if (root.dataset[part]) delete root.dataset[part];
    else root.dataset[part] = LOOKS[part];
    return undefined;
  }
  has(part) { return part === "voice" ? this.voice && this.#able : part === "time" ? this.time : Boolean(root.dataset[part]); }

  /** A page has appeared. */
  opened() {
    this.#again = 0;
    this.#keypad.forget();
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
  #page() {
    const own = markedWords(this.#place());
    const all = own.length ? own : pageWords(this.#app.page, this.#place(), this.#app.words);
    const touching = this.#keypad.used ? ["kiosk.aloud_how", "kiosk.aloud_take_how"].map((key) => this.#app.words(key)) : [];
    return all.filter((text) => !touching.includes(text));
  }
  #how() { return this.#keypad.used ? [this.#app.words("scan.keypad_how")] : []; }
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
    if (this.#byKey && !target.matches(AT_ONCE)) return this.#disarm(); // it has just been said
    if (target.matches(AT_ONCE)) {
      this.#disarm();
      return this.#read([target.matches("[role=radio]") ? this.#app.words("kiosk.aloud_chosen", { what: wordsOf(target) }) : wordsOf(target)]);
    }
    const again = this.#armed === nameOf(target), settled = performance.now() - this.#since > TREMBLE;
    if (again && settled) return this.#disarm();
    event.stopImmediatePropagation();
    return again ? undefined : this.#arm(target);
  }

  /** Enter on what the keypad has chosen. */
  #press(button) {
    this.hush();
    this.#app.stirred();
    this.#byKey = true;
    button.dispatchEvent(new CustomEvent("press", { bubbles: true }));
    this.#byKey = false;
  }

  #arm(target) {
    this.#armed = nameOf(target);
    this.#since = performance.now();
    this.mark();
    const said = `${choiceOf(target, this.#place(), this.#app.words)}.`, then = this.#keypad.used ? stateOf(target, this.#app.words) : this.#app.words("kiosk.aloud_again");
    this.#caption(`${said} ${then}`);
    this.#read([said, then]);
  }
}

/** "đang bật": what a switch or a choice is just now; nothing for a button that is neither. */
const stateOf = (button, words) => {
  const on = button.getAttribute("aria-pressed") ?? button.getAttribute("aria-checked");
  return on === null ? "" : words(on === "true" ? "scan.is_on" : "scan.is_off");
};

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
  const adjust = app.page !== "adjust" && button(words("scan.adjust"), { icon: "adjust", class: "bar-button adjust", onpress: () => app.go("adjust", {}) });
  return [again, voice, ...(adjust ? [adjust] : [])];
}

/** The mode's own page: every part of it by itself, low on the screen, the controls' place lowest. */
export function adjust(app) {
  const { support, words } = app;
  const rows = PARTS.map((part) => {
    const node = el("button", { type: "button", class: "part", "aria-pressed": String(support.has(part)) }, icon(PICTURES[part]),
      el("span", { class: "part-name" }, words(`scan.part_${part}`)), el("span", { class: "part-state" }));
    const draw = () => {
      node.setAttribute("aria-pressed", String(support.has(part)));
      node.querySelector(".part-state").textContent = words(support.has(part) ? "scan.is_on" : "scan.is_off");
    };
    node.addEventListener("press", () => { support.turn(part); draw(); app.bar(); app.stirred(); });
    draw();
    return node;
  });
  return { node: el("section", { class: "adjust-page" }, el("h1", { "data-aloud": true }, words("scan.adjust_title")), el("div", { class: "parts" }, ...rows)) };
}
