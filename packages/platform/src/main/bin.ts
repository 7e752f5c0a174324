import { homedir } from "node:os";
import { processSurroundings } from "#cli/process-surroundings.ts";
import { homeControl } from "./home/home-control.ts";
import { PACKAGE_FOLDER, PROGRAMS } from "./program-files.ts";
import { unusableMetrics } from "./unusable-metrics.ts";
import { VERSION } from "./version.ts";

const surroundings = processSurroundings(process);
const { runCli } = await import("#cli/run-cli.ts");
process.exitCode = await runCli({
  ...surroundings,
  homeFolder: homedir(),
  version: VERSION,
  packageFolder: PACKAGE_FOLDER,
  podProgram: [process.execPath, PROGRAMS.pod],
  home: homeControl(process.env),
  unusableMetrics,
});
// What an interrupted command left behind, such as a request without an answer, keeps nobody waiting.
if (surroundings.interrupted.aborted) process.exit();
