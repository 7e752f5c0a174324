import { homedir } from "node:os";
import type { CliContext } from "#cli/context.ts";
import { homeControl } from "./home/home-control.ts";
import { PACKAGE_FOLDER } from "./program-files.ts";
import { unusableMetrics } from "./unusable-metrics.ts";
import { VERSION } from "./version.ts";

const interrupt = new AbortController();
process.once("SIGINT", () => interrupt.abort());
process.once("SIGTERM", () => interrupt.abort());

const context: CliContext = {
  argv: process.argv.slice(2),
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  isTty: process.stdout.isTTY === true,
  cwd: process.cwd(),
  homeFolder: homedir(),
  version: VERSION,
  packageFolder: PACKAGE_FOLDER,
  interrupted: interrupt.signal,
  home: homeControl(process.env),
  unusableMetrics,
};

const { runCli } = await import("#cli/run-cli.ts");
process.exitCode = await runCli(context);
