// Decodes print jobs with npos, somebody else's ESC/POS parser: every DIR/*.bin becomes DIR/*.png.
// Prints one JSON object: job -> the commands in it, each with the rows of its picture (0 for all others).
"use strict";
const fs = require("fs");
const path = require("path");
const npos = require("npos");
const { PNG } = require("pngjs");

const folder = process.argv[2];
const jobs = fs.readdirSync(folder).filter((name) => name.endsWith(".bin")).sort();

function drawn({ width, height, data }) {
  const png = new PNG({ width, height, colorType: 0, inputColorType: 0, bitDepth: 8, inputHasAlpha: false });
  png.data = Buffer.from(data);
  return PNG.sync.write(png, { colorType: 0, inputColorType: 0, bitDepth: 8, inputHasAlpha: false });
}

async function decode(name) {
  const found = await npos.parser().parse(fs.readFileSync(path.join(folder, name)));
  const pictures = found.entries.filter((entry) => entry.type === "raster");
  if (pictures.length !== 1) throw new Error(`${name}: ${pictures.length} pictures`);
  fs.writeFileSync(path.join(folder, name.replace(/bin$/, "png")), drawn(pictures[0].data));
  return found.tree.map((command) => [`${command.ascii} ${command.fn ?? ""}`.trim(), command.height ?? 0]);
}

(async () => {
  const said = {};
  for (const name of jobs) said[name.replace(/\.bin$/, "")] = await decode(name);
  process.stdout.write(JSON.stringify(said));
})().catch((trouble) => {
  console.error(trouble);
  process.exit(1);
});
