// The demo's printer without paper: how it stands, in words, and hands to break and mend it.

const AGAIN = 2000; // ms between two looks, while somebody looks at this page

/** The one thing to say, the gravest first; the last question is "ready". */
const STATES = [
  ["off", (now) => !now.power],
  ["cover_open", (now) => now.cover_open],
  ["paper_out", (now) => now.paper === "out"],
  ["jammed", (now) => now.cutter_fault],
  ["stalled", (now) => now.stalled],
  ["garbage", (now) => now.garbage],
  ["mute", (now) => now.mute],
  ["printing", (now) => now.rows_printed > 0],
  ["near_end", (now) => now.paper === "near_end"],
  ["ready", () => true],
];
const WORKS = ["ready", "printing", "near_end"];
const ROWS_PER_MM = 8;

export function watchPrinter(place, key, word) {
  const find = (name) => place.querySelector(`.${name}`);
  const hands = [...place.querySelectorAll("[data-switches]")].map((button) => [button, JSON.parse(button.dataset.switches)]);
  const metres = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });

  const say = (node, text) => {
    if (node.textContent !== text) node.textContent = text; // what is said again is read aloud again
  };
  const tell = (fact, text) => say(place.querySelector(`[data-fact=${fact}]`), text);

  function show(now) {
    const [state] = STATES.find(([, is]) => is(now));
    say(find("state"), word(`lobby.is_${state}`));
    find("state").classList.toggle("well", WORKS.includes(state));
    const left = now.rows_left === null ? null : word("lobby.paper_rows", { mm: Math.round(now.rows_left / ROWS_PER_MM) });
    tell("paper", left ?? word(`lobby.paper_${now.paper}`));
    tell("cover", word(now.cover_open ? "lobby.cover_open" : "lobby.cover_shut"));
    tell("knife", word(now.cutter_fault ? "lobby.knife_jammed" : "lobby.knife_ok"));
    tell("tickets", String(now.tickets));
    tell("used", word("lobby.metres", { n: metres.format(now.printed_mm / 1000) }));
    for (const [button, switches] of hands) {
      const done = Object.entries(switches).every(([name, value]) => now[name] === value);
      if (!button.closest(".mend")) button.setAttribute("aria-pressed", String(done));
    }
  }

  async function ask(switches) {
    const answer = await fetch("/lobby/printer", {
      method: switches ? "POST" : "GET",
      headers: { Authorization: `Bearer ${key}`, ...(switches && { "Content-Type": "application/json" }) },
      body: switches && JSON.stringify(switches),
      signal: AbortSignal.timeout(8000),
    });
    if (answer.ok) show(await answer.json());
    return answer;
  }

  async function look() {
    const { ok, status } = await ask();
    if (ok) place.hidden = false;
    else if (status === 404) place.hidden = true; // another printer, or none: there is nothing to break
  }

  for (const [button, switches] of hands) {
    button.addEventListener("click", async () => {
      const heard = await ask(switches).then(({ ok }) => ok, () => false);
      find("refused").hidden = heard;
    });
  }

  (async () => {
    for (;;) {
      if (!document.hidden) await look().catch(() => {}); // the office may be away for a moment
      await new Promise((done) => setTimeout(done, AGAIN));
    }
  })();
}
