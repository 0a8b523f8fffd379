// A list that may be longer than its place: it scrolls by finger, and a button says that there is more.
import { el } from "/web/words.js";
import { icon } from "/room/kiosk/say.js";

/** Wraps `list` in its place; only a list that really overflows listens to a dragging finger. */
export function scroller(words, list) {
  const port = el("div", { class: "port", tabindex: "-1" }, list);
  const more = el("button", { type: "button", class: "more", hidden: true });
  let end = null;
  const look = () => {
    const over = port.scrollHeight - port.clientHeight;
    port.classList.toggle("long", over > 2);
    port.tabIndex = over > 2 ? 0 : -1;
    more.hidden = over <= 2;
    const now = over - port.scrollTop <= 2;
    if (now === end) return;
    end = now;
    more.replaceChildren(icon(end ? "up" : "down"), words(end ? "kiosk.top" : "kiosk.more"));
  };
  more.addEventListener("press", () => { port.scrollTop = end ? 0 : port.scrollTop + port.clientHeight * 0.8; });
  port.addEventListener("scroll", look, { passive: true });
  const sizes = new ResizeObserver(look);
  sizes.observe(port);
  sizes.observe(list);
  return el("div", { class: "scroller" }, port, more);
}
