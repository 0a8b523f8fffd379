// A list that may be longer than its place: it scrolls by finger, and a button says that there is more.
import { el } from "/web/words.js";
import { icon } from "/room/kiosk/say.js";

/** Wraps `list` in its place; only a list that really overflows listens to a dragging finger. `foot` stands beside the button. */
export function scroller(words, list, foot = null) {
  const port = el("div", { class: "port", tabindex: "-1" }, list);
  const more = el("button", { type: "button", class: "more", hidden: true });
  let end = null;
  const over = () => port.scrollHeight - port.clientHeight;
  const show = () => {
    const now = over() - port.scrollTop <= 2;
    port.classList.toggle("end", now);
    if (now === end) return;
    end = now;
    more.replaceChildren(icon(end ? "up" : "down"), words(end ? "kiosk.top" : "kiosk.more"));
  };
  const measure = () => {
    const at = port.scrollTop;
    more.hidden = true; // its own room must not be the reason for it
    const long = over() > 2;
    more.hidden = !long;
    port.classList.toggle("long", long);
    port.tabIndex = long ? 0 : -1;
    port.scrollTop = at;
    show();
  };
  more.addEventListener("press", () => { port.scrollTop = end ? 0 : port.scrollTop + step(port, list); });
  port.addEventListener("scroll", show, { passive: true });
  const sizes = new ResizeObserver(measure);
  sizes.observe(port);
  sizes.observe(list);
  return el("div", { class: "scroller" }, port, el("div", { class: "foot" }, foot, more));
}

/** How far to the first entry that is not whole yet, so that the next page begins with it; most of a page where none is. */
function step(port, list) {
  const place = port.getBoundingClientRect();
  const cut = [...list.children].map((entry) => entry.getBoundingClientRect()).find(({ bottom }) => bottom > place.bottom + 2);
  return cut && cut.top > place.top + 2 ? cut.top - place.top - 3 : port.clientHeight * 0.8;
}
