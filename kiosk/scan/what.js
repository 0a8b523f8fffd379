// What was scanned. Pure: text in, {kind, …} out; whatever it does not know is "unknown", never an error.

const LONGEST = 600;                           // characters of the longest code that can mean anything
const SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"; // of a booking's code: none that is mistaken for another
const CODE = new RegExp(`^([${SIGNS}]{4})[- ]?([${SIGNS}]{4})$`, "i");
const TICKET = /^\/t\/([\w.-]{8,80})\/?$/;
const CARD_FIELDS = 7;                         // newer cards have more
export const UNKNOWN = Object.freeze({ kind: "unknown" });
export const LETTERS = [...SIGNS];

/** "k7qd 9fxw" -> "K7QD-9FXW"; null for anything else. */
export function codeOf(text) {
  const [, first, last] = CODE.exec(text) ?? [];
  return first ? `${first}-${last}`.toUpperCase() : null;
}

/** The number of an identity card's QR: the first of at least seven fields, the others are not looked at. */
function cardOf(text) {
  const number = /^([0-9]{12})\|/.exec(text)?.[1];
  return number && text.split("|", CARD_FIELDS).length === CARD_FIELDS ? number : null;
}

/** The office's addresses count by their path alone: a paper keeps its code when the office moves to another name. */
function addressOf(text) {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return null;
  const { pathname, searchParams, hash } = new URL(text);
  const key = TICKET.exec(pathname)?.[1];
  if (key) return { kind: "ticket", key };
  const parts = pathname.split("/").filter(Boolean);
  const code = [parts.at(-1), searchParams.get("code"), hash.slice(1)].map((part) => codeOf(part ?? "")).find(Boolean);
  return code ? { kind: "booking", code } : null;
}

export function recognise(raw) {
  if (typeof raw !== "string" || raw.length > LONGEST) return UNKNOWN;
  const text = raw.trim().replace(/^\][A-Za-z][0-9A-Za-z]/, ""); // scanners may put the sort of code first ("]Q1")
  const number = cardOf(text);
  if (number) return { kind: "card", number };
  const code = codeOf(text);
  if (code) return { kind: "booking", code };
  return addressOf(text) ?? UNKNOWN;
}
