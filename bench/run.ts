import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { benchEventLoop } from "./event-loop.ts";
import { benchFlowPeers } from "./flow-peers.ts";
import { benchFlows } from "./flows.ts";
import { benchGbdt } from "./gbdt.ts";
import { benchHomes } from "./homes.ts";
import { benchInvocations } from "./invocations.ts";
import { benchLogLines } from "./log-lines.ts";
import { benchMetrics } from "./metrics.ts";
import { benchModelServers } from "./model-servers.ts";
import { benchRouter } from "./router.ts";
import { benchS3 } from "./s3.ts";
import { benchSageMakerApi } from "./sagemaker-api.ts";
import { benchScale } from "./scale.ts";
import { benchShortJobs } from "./short-jobs.ts";
import { benchStart } from "./start.ts";
import { benchSteps } from "./steps.ts";
import { benchTuning } from "./tuning.ts";
import { benchWatch } from "./watch.ts";

const SECTIONS: Readonly<Record<string, () => Promise<string>>> = {
  start: benchStart,
  gbdt: benchGbdt,
  tuning: benchTuning,
  "short-jobs": benchShortJobs,
  steps: benchSteps,
  scale: benchScale,
  flows: benchFlows,
  "flow-peers": benchFlowPeers,
  "event-loop": benchEventLoop,
  invocations: benchInvocations,
  router: benchRouter,
  "model-servers": benchModelServers,
  "sagemaker-api": benchSageMakerApi,
  watch: benchWatch,
  metrics: benchMetrics,
  "log-lines": benchLogLines,
  homes: benchHomes,
  s3: benchS3,
};

const HEAD = [
  "# Benchmarks",
  "",
  "Made by `npm run bench`; `npm run bench -- NAME` makes one section anew. Machines are shared and noisy: compare the ratios,",
  "whose peers ran in the same minutes, rather than seconds.",
  "",
  `Node ${process.versions.node}, ${cpus().length} cores, ${process.platform}-${process.arch}.`,
].join("\n");

const FILE = join(import.meta.dirname, "../docs/benchmarks.md");

/** The sections that are written down, by their headings, in their order. */
function written(): Map<string, string> {
  if (!existsSync(FILE)) return new Map();
  const sections = readFileSync(FILE, "utf8")
    .split(/^(?=## )/m)
    .slice(1);
  return new Map(sections.map((section) => [heading(section), section.trimEnd()]));
}

function heading(section: string): string {
  return section.split("\n", 1)[0] ?? "";
}

const wanted = process.argv.slice(2);
for (const [name, bench] of Object.entries(SECTIONS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  process.stderr.write(`bench ${name} ...\n`);
  const section = await bench();
  process.stderr.write(`${section}\n\n`);
  const sections = written().set(heading(section), section);
  writeFileSync(FILE, `${[HEAD, ...sections.values()].join("\n\n")}\n`);
}
