import type { Command } from "../command.ts";
import { flag, textArgument } from "../command.ts";
import type { RestoredHome } from "../context.ts";
import { EXIT } from "../errors/exit-code.ts";
import { stateOption } from "../output/state-option.ts";
import type { Session } from "../session/session.ts";

const TELL_EVERY_MS = 2_000;

export const command: Command = {
  configure: (command) =>
    void command
      .argument("<file>", "a file that slipway backup wrote")
      .option("--replace", "put it in place of what the state folder holds, which is kept aside")
      .addHelpText(
        "after",
        `
All of the file is looked through first; then the state folder is the backup's, or what it was. Credentials and
certificates are the backup's too, so clients that were set up stay so. Nothing is started: jobs that ran when the
backup was made are lost, and say so after the next start; endpoints answer again.

Examples:
  slipway restore monday.tar.gz --state ./copy
  slipway restore monday.tar.gz --replace`,
      ),

  async run(session, args, options) {
    const file = session.path(textArgument(args, 0) ?? "");
    const { stateDir, signal } = session;
    const restored = await session.context.home
      .restore(stateDir, file, {
        replace: flag(options, "replace"),
        progress: progressOf(session, file),
        signal,
      })
      .catch((error: unknown) => {
        if (signal.aborted) session.say("\nInterrupted: the state folder holds what it held.");
        throw error;
      });
    await session.print({ stateDir, ...restored }, () => text(session, restored));
    return EXIT.ok;
  },
};

function progressOf(session: Session, file: string): (done: { bytes: number; of: number }) => void {
  session.say(`Looking through ${file}.`);
  let lastSaid = Date.now();
  return ({ bytes, of }) => {
    if (Date.now() - lastSaid < TELL_EVERY_MS) return;
    lastSaid = Date.now();
    session.say(`  ${Math.floor((100 * bytes) / of)} % of ${mib(of)}`);
  };
}

function text(session: Session, { files, bytes, createdAt, version, aside }: RestoredHome): string {
  const state = stateOption(session);
  const of = createdAt === undefined ? "" : `, the backup of ${createdAt} by Slipway ${version}`;
  return [
    `${session.colors.green("✓")} ${session.stateDir} is restored: ${files} files, ${mib(bytes)}${of}.`,
    ...(aside === undefined ? [] : [`  What was there is in ${aside}.`]),
    "",
    "Next",
    `  slipway up --detach${state}`,
    "",
  ].join("\n");
}

const mib = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
