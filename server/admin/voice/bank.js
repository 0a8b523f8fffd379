// How far the stored speech is: asked for while the page is in sight, drawn when it has changed.

import { post, Trouble } from "/room/layout/ask.js";
import { el } from "/web/words.js";

const EVERY = 2000; // ms between two looks
const SOON = 300;
const node = (id) => document.getElementById(id);

/** bank(facts, word): `facts.bank` is how it was when the page was made. */
export function bank(facts, word) {
  let drawn = "";

  const span = (seconds) => (seconds >= 60 ? word("voice.minutes", { n: Math.ceil(seconds / 60) }) : word("voice.seconds", { n: seconds }));

  function sentence(now) {
    if (now.state !== "paused") return word(`voice.bank_${now.state}`);
    return word(`voice.bank_paused_${now.why ?? "worker"}`, { time: span(now.resumes_s ?? now.online_s ?? 0) });
  }

  function spoken([lang, one]) {
    const recorded = one.voice === "recorded";
    return [
      el("dt", {}, facts.names[lang] ?? lang),
      el("dd", {}, recorded ? word("voice.bank_units", one) : word("voice.bank_voice", { voice: word(`voice.voice_${one.voice}`) }),
        !recorded && one.of ? el("span", { class: "quiet" }, ` · ${word("voice.bank_count", { made: figure(one.made), of: figure(one.of) })}`) : null),
    ];
  }

  const figure = (n) => n.toLocaleString(document.documentElement.lang);

  function draw(now) {
    const said = JSON.stringify(now);
    if (said === drawn) return;
    drawn = said;
    const counted = now.of > 0 && now.state !== "off";
    node("bank-bar").hidden = node("bank-count").hidden = !counted;
    node("bank-bar").max = now.of || 1;
    node("bank-bar").value = now.made;
    node("bank-count").textContent = counted ? word("voice.bank_count", { made: figure(now.made), of: figure(now.of) }) : "";
    const failed = now.failed ? ` ${word("voice.bank_failed", { n: figure(now.failed) })}` : "";
    const text = sentence(now) + failed;
    if (node("bank-state").textContent !== text) node("bank-state").textContent = text;
    node("bank-state").dataset.state = now.state;
    node("bank-voices").replaceChildren(...Object.entries(now.by_lang).flatMap(spoken));
    const stopped = now.state === "paused" && now.why === "asked";
    node("bank-act").hidden = !(stopped || now.state === "running" || now.state === "paused");
    node("bank-act").textContent = word(stopped ? "voice.bank_resume" : "voice.bank_pause");
    node("bank-act").dataset.act = stopped ? "resume" : "pause";
    node("bank-again").hidden = stopped || !now.failed; // going on tries those again, too
  }

  async function look() {
    if (document.hidden) return;
    try {
      const answer = await fetch("/admin/voice/bank", { signal: AbortSignal.timeout(EVERY * 3) });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      draw(await answer.json());
    } catch {
      drawn = "";
      node("bank-state").textContent = word("voice.bank_lost");
    }
  }

  for (const id of ["bank-act", "bank-again"]) node(id).addEventListener("click", async ({ target }) => {
    target.disabled = true;
    try {
      draw(await (await post(`/admin/voice/bank/${target.dataset.act}`)).json());
      setTimeout(look, SOON); // the worker hears of it a moment later
    } catch (trouble) {
      if (!(trouble instanceof Trouble)) throw trouble;
      node("bank-state").textContent = trouble.message;
    } finally {
      target.disabled = false;
    }
  });
  draw(facts.bank);
  setInterval(look, EVERY);
  return { look };
}
