// Calls to the office's interface. A touch is sent until it is answered: the key makes a repeat harmless.

const page = document.body.dataset;

export const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

export class Refused extends Error {
  constructor(status, problem) { super(problem.detail || problem.title || String(status)); this.status = status; this.problem = problem; }
}

export function headers(extra = {}) {
  const csrf = document.querySelector("meta[name=csrf]")?.content;
  return {
    "Accept-Language": document.documentElement.lang,
    ...(page.token && { Authorization: `Bearer ${page.token}` }),
    ...(csrf && { "X-CSRFToken": csrf }),
    ...extra,
  };
}

async function once(method, path, body, key) {
  const answer = await fetch(`/api/v1${path}`, {
    method, signal: AbortSignal.timeout(8000),
    headers: headers({ ...(body !== undefined && { "Content-Type": "application/json" }), ...(key && { "Idempotency-Key": key }) }),
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (answer.status === 204) return null;
  const data = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer.status, data);
  return data;
}

export const get = (path) => once("GET", path);

/** Sends a write; a lost answer or a busy server is asked again with the same key, until `patience` ms have passed. */
export async function send(path, body = {}, { key = newKey(), patience = 20000 } = {}) {
  const until = Date.now() + patience;
  for (let pause = 300; ; pause = Math.min(pause * 2, 3000)) {
    try {
      return await once("POST", path, body, key);
    } catch (error) {
      const lost = !(error instanceof Refused) || error.status >= 500;
      if (!lost || Date.now() + pause > until) throw error;
      await new Promise((done) => setTimeout(done, pause));
    }
  }
}
