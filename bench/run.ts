import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { benchEventLoop } from "./event-loop.ts";
import { benchGbdt } from "./gbdt.ts";
import { benchShortJobs } from "./short-jobs.ts";
import { benchStart } from "./start.ts";

const SECTIONS: Readonly<Record<string, () => Promise<string>>> = {
  start: benchStart,
  gbdt: benchGbdt,
  "short-jobs": benchShortJobs,
  "event-loop": benchEventLoop,
};

const wanted = process.argv.slice(2);
const sections: string[] = [];
for (const [name, bench] of Object.entries(SECTIONS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  process.stderr.write(`bench ${name} ...\n`);
  const section = await bench();
  process.stderr.write(`${section}\n\n`);
  sections.push(section);
}

if (wanted.length === 0) {
  const head = [
    "# Benchmarks",
    "",
    "Made by `npm run bench` (`npm run bench -- NAME` prints one section). Machines are shared and noisy: compare the ratios, which",
    "come from one run, rather than seconds.",
    "",
    `Node ${process.versions.node}, ${cpus().length} cores, ${process.platform}-${process.arch}.`,
  ].join("\n");
  writeFileSync(join(import.meta.dirname, "../docs/benchmarks.md"), `${[head, ...sections].join("\n\n")}\n`);
}
