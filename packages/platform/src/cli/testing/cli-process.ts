import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import type { HomeControl } from "../context.ts";
import { processSurroundings } from "../process-surroundings.ts";
import { runCli } from "../run-cli.ts";

/** The command as a process of its own, with a home that the file of `TINY_HOME` says how to reach. */
const surroundings = processSurroundings(process);
const connection = JSON.parse(readFileSync(process.env["TINY_HOME"] ?? "", "utf8"));
const home = { connection: async () => connection } as unknown as HomeControl;
process.exitCode = await runCli({
  ...surroundings,
  homeFolder: homedir(),
  version: "1.2.3",
  packageFolder: process.cwd(),
  podProgram: ["false"],
  home,
  unusableMetrics: async () => [],
});
if (surroundings.interrupted.aborted) process.exit();
