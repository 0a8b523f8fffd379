// Answers every line of text (JSON) with what the kiosk makes of it: typed sign by sign, and as a whole.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [, , folder] = process.argv;
const { Burst } = await import(pathToFileURL(`${folder}/burst.mjs`));
const { recognise } = await import(pathToFileURL(`${folder}/what.mjs`));

for await (const line of createInterface({ input: process.stdin })) {
  const { text, times = 1 } = JSON.parse(line), burst = new Burst();
  for (let time = 0; time < times; time += 1) for (const sign of text) burst.add(sign);
  const { count } = burst, kept = burst.take();
  console.log(JSON.stringify({ whole: recognise(text), typed: recognise(kept), kept: kept.slice(0, 700), length: kept.length, count, after: burst.take() }));
}
