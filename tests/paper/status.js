// Asks printers how they are, and prints on them, with receiptio: a status client that knows nothing of our printer.
// The argument is a JSON list of {name, host, print}; all are asked at once, at port 9100 of their hosts.
// Prints one JSON object: name -> what receiptio says (online, coveropen, …; success for a job that was printed).
"use strict";
const receiptio = require("receiptio");

const ESC_POS = "-p generic -c 48";

async function ask({ name, host, print }) {
  const said = print
    ? await receiptio.print(print, `-d ${host} ${ESC_POS} -t 20`)
    : await receiptio.print("", `-d ${host} -q`);
  return [name, said];
}

Promise.all(JSON.parse(process.argv[2]).map(ask)).then((answers) => {
  process.stdout.write(JSON.stringify(Object.fromEntries(answers)));
});
