// The few pieces that all pages of the scanners are made of.
import { el } from "/web/words.js";
import { button, icon } from "/room/kiosk/say.js";

export const SVG = "http://www.w3.org/2000/svg";

/** A word that is read aloud when its page appears, in the order of the page. */
export const said = (tag, attributes, ...words) => el(tag, { ...attributes, "data-aloud": true }, ...words);

/** A copy of a drawing from scan-drawings.html. */
export const drawing = (name) => document.querySelector(`#drawing-${name}`).content.firstElementChild.cloneNode(true);

/** One sentence what is so, one what to do: the same frame for everything that does not go on here. */
export const told = (title, what, ...acts) => el("div", { class: "told", role: "alert" },
  icon("alert"), said("h1", {}, title), what && said("p", { class: "what" }, what), acts.length > 0 && el("div", { class: "choices" }, ...acts));

export const solid = (label, name, onpress) => button(label, { class: "solid", icon: name, onpress });
export const plain = (label, name, onpress) => button(label, { class: "plain", icon: name, onpress });
