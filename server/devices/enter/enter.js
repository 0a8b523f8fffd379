// Hands this screen's access code in, once; from then on a cookie bound to this page lets it start by itself.
import { words } from "/web/words.js";

const find = (name) => document.querySelector(`.${name}`);
const word = await words(document.documentElement.lang, ["common", "enter"]);
const place = location.pathname + location.search;

/** A pasted address is as good as the bare code behind its "#". */
const bare = (text) => decodeURIComponent(text.trim().split("#").pop());

function ask(problem) {
  find("problem").textContent = problem ?? "";
  find("problem").hidden = !problem;
  find("card").hidden = false;
  document.getElementById("code").focus();
}

async function enter(token) {
  try {
    const answer = await fetch("/enter", {
      method: "POST", headers: { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang },
      body: JSON.stringify({ token, page: location.pathname }), signal: AbortSignal.timeout(10000),
    });
    if (answer.status === 204) return location.replace(place);
    ask(word(answer.status === 429 ? "enter.slow" : answer.status < 500 ? "enter.wrong" : "enter.unreachable"));
  } catch {
    ask(word("enter.unreachable"));
  }
}

find("card").addEventListener("submit", (event) => {
  event.preventDefault();
  enter(bare(document.getElementById("code").value));
});

const handed = location.hash.slice(1);
if (handed) {
  history.replaceState(null, "", place); // the code must not stay in the address bar or in a photo of the screen
  enter(decodeURIComponent(handed));
} else {
  ask();
}
