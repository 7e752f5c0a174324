/** Appends lines to files at a steady rate: FOLDER FILES LINES_A_SECOND SECONDS. */
import { appendFileSync } from "node:fs";
import { join } from "node:path";

const [folder = "", ...figures] = process.argv.slice(2);
const [files = 0, perSecond = 0, seconds = 0] = figures.map(Number);
const TICKS_A_SECOND = 20;
const written = new Array<number>(files).fill(0);
const start = performance.now();
for (let tick = 1; tick <= seconds * TICKS_A_SECOND; tick++) {
  const due = Math.floor((tick * perSecond) / TICKS_A_SECOND / files);
  for (let file = 0; file < files; file++) {
    let text = "";
    for (let line = written[file] ?? 0; line < due; line++)
      text += `2026-11-28 12:00:00,123 INFO trainer: step ${line} loss=${(1 / (1 + line)).toFixed(6)} lr=0.001\n`;
    written[file] = due;
    if (text !== "") appendFileSync(join(folder, `${file}.log`), text);
  }
  const wait = start + (tick * 1_000) / TICKS_A_SECOND - performance.now();
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
}
