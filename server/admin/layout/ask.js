// Writes of this page: JSON or a file, with the page's own token.

import { headers } from "/web/send.js";

/** What the office did not accept: a sentence, and the fields it is about. */
export class Trouble extends Error {
  constructor(message, fields = []) { super(message); this.fields = fields; }
}

let words = (key) => key;
export const speak = (word) => { words = word; };

export async function post(path, body, type = "application/json") {
  let answer;
  try {
    answer = await fetch(path, {
      method: "POST", signal: AbortSignal.timeout(25000), headers: headers({ "Content-Type": type }),
      body: type === "application/json" ? JSON.stringify(body ?? {}) : body,
    });
  } catch {
    throw new Trouble(words("layout.lost"));
  }
  if (answer.redirected) throw new Trouble(words("layout.signed_out"));
  if (answer.ok) return answer;
  const said = await answer.json().catch(() => ({}));
  throw new Trouble(said.message ?? words("layout.lost"), said.fields ?? []);
}
