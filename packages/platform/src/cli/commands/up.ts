import { existsSync } from "node:fs";
import { SlipwayError } from "@slipway/model";
import { quantity } from "@slipway/model/kubernetes/quantity.ts";
import type { Command } from "../command.ts";
import { collect, flag, listOption, textOption } from "../command.ts";
import type { HomeControl, RunningHome } from "../context.ts";
import { rootWarning } from "../doctor/root-warning.ts";
import { EXIT } from "../errors/exit-code.ts";
import { usageError } from "../errors/usage-error.ts";
import { stateOption } from "../output/state-option.ts";
import type { Session } from "../session/session.ts";

export const command: Command = {
  configure: (command) =>
    void command
      .option("-d, --detach", "run in the background")
      .option("--new-ports", "take free ports instead of those of the last start")
      .option("--aws-credentials", "let objects run in Amazon SageMaker, with the AWS credentials found here")
      .option("--allow-read <path>", "let every job read this folder or file (may be repeated)", collect)
      .option("--cache-limit <size>", "what Python environments of jobs may take together, such as 20Gi")
      .addHelpText(
        "after",
        `
Without --detach Slipway runs until Ctrl-C; jobs that run then go on, and are found again at the next start.
Jobs see the system's programs, the interpreters on the PATH and their own folders, and nothing else of this machine.
Ports are kept from the first start on; after --new-ports, shells need \`slipway env\` again.

Examples:
  slipway up --detach
  slipway up --state ./team-state`,
      ),

  async run(session, _args, options) {
    const detach = flag(options, "detach");
    const { signal } = session;
    const home = await started(session, {
      stateDir: session.stateDir,
      detach,
      newPorts: flag(options, "newPorts"),
      awsCredentials: flag(options, "awsCredentials"),
      allowRead: listOption(options, "allowRead").map((path) => readablePath(session, path)),
      ...cacheLimit(textOption(options, "cacheLimit")),
    });
    if (home === undefined) return EXIT.interrupted;
    await tell(session, home);
    await warn(session);
    if (home.already && flag(options, "awsCredentials"))
      session.say("--aws-credentials counts from the next start: `slipway down`, then this again.");
    if (home.already && listOption(options, "allowRead").length > 0)
      session.say("--allow-read counts from the next start: `slipway down`, then this again.");
    if (home.already && textOption(options, "cacheLimit") !== undefined)
      session.say("--cache-limit counts from the next start: `slipway down`, then this again.");
    if (detach || home.already) return EXIT.ok;
    const interrupted = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    await Promise.race([interrupted, home.ended]);
    if (signal.aborted) session.say("\nStopping.");
    await home.stop();
    return EXIT.ok;
  },
};

/** Undefined where it was interrupted first: then nothing of it runs. */
async function started(
  session: Session,
  options: Parameters<HomeControl["up"]>[0],
): Promise<RunningHome | undefined> {
  const { signal } = session;
  try {
    const home = await session.context.home.up({ ...options, signal });
    if (!signal.aborted) return home;
    if (!home.already) await home.stop();
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  session.say("\nStopped before it was ready; nothing of it runs.");
  return undefined;
}

/** Absolute, and there: a path that is mistyped would be missed only by a job, hours later. */
function readablePath(session: Session, path: string): string {
  const absolute = session.path(path);
  if (existsSync(absolute)) return absolute;
  throw new SlipwayError("SLIP-CLI-002", `--allow-read ${path}: there is no such file or folder`);
}

/** As Kubernetes writes amounts of memory, or with a B behind it. */
function cacheLimit(size: string | undefined): { readonly cacheLimitBytes?: number } {
  if (size === undefined) return {};
  const bytes = quantity(size.replace(/B$/, ""));
  if (bytes !== undefined && bytes >= 1) return { cacheLimitBytes: Math.floor(bytes) };
  throw usageError(`--cache-limit must be a size such as 20Gi or 500M, got "${size}"`);
}

async function warn(session: Session): Promise<void> {
  const { env } = session.context;
  const warning = await rootWarning({ env, platform: process.platform, uid: process.getuid?.() });
  if (warning !== undefined) session.say(`${session.colors.yellow("!")} ${warning}`);
}

async function tell(
  session: Session,
  home: { readonly already: boolean; readonly seconds: number },
): Promise<void> {
  const { kubernetes, aws } = await session.connection();
  const { stateDir, colors } = session;
  const data = {
    stateDir,
    kubernetes: kubernetes.server,
    aws: aws.endpoint,
    already: home.already,
    seconds: home.seconds,
  };
  await session.print(data, () => {
    const state = stateOption(session);
    return [
      home.already
        ? `${colors.green("✓")} Slipway runs already.`
        : `${colors.green("✓")} Slipway is ready (${home.seconds.toFixed(1)} s).`,
      `  state        ${stateDir}`,
      `  Kubernetes   ${kubernetes.server}`,
      `  AWS          ${aws.endpoint}`,
      "",
      "Next",
      `  eval "$(slipway env${state})"   kubectl, aws and boto3 in this shell talk to it`,
      `  slipway train DIR${state}       run your own train.py`,
      `  slipway status${state}          see what it does; \`slipway down${state}\` stops it`,
      "",
    ].join("\n");
  });
}
