import type { Command } from "../command.ts";
import { flag } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { requiredContext } from "../install/required-context.ts";
import { timeoutOf } from "../objects/timeout.ts";
import { deleteObjects } from "../uninstall/delete-objects.ts";
import { nameOf, ownObjects } from "../uninstall/own-objects.ts";
import { releaseObjects } from "../uninstall/release-objects.ts";
import { removeInstalled } from "../uninstall/remove-installed.ts";
import { notGone, type Uninstalling, untilNone } from "../uninstall/uninstalling.ts";

export const command: Command = {
  configure: (command) =>
    void command
      .option("--delete-data", "delete jobs, models, endpoints, their definitions and all settings too")
      .option("--force", "with --delete-data: do not wait for the operator to clean up after each object")
      .option("--timeout <span>", "how long to wait until objects are gone", "10m")
      .addHelpText(
        "after",
        `
Objects, definitions, access keys and settings stay, so that installing again finds everything as it was; what runs goes on
running unattended, and can be deleted. The database and the buckets are never touched. Run again after an interruption or
an error, it goes on where it stopped.

Examples:
  slipway uninstall --context test
  slipway uninstall --context test --delete-data`,
      ),

  async run(session, _args, options) {
    const context = requiredContext(session);
    const { kubernetes } = await session.cluster(context);
    const all = flag(options, "deleteData");
    const timeoutMs = timeoutOf({ timeout: options["timeout"] }, "timeout");
    try {
      await uninstall({ session, kubernetes, timeoutMs }, { all, force: flag(options, "force") });
    } catch (error) {
      if (session.signal.aborted)
        session.say(
          "\nInterrupted: Slipway is not gone. Run the same command again, it goes on where it stopped.",
        );
      throw error;
    }
    session.say(
      all
        ? "Slipway and its objects are gone; the database and the buckets are as they were."
        : `Slipway is gone; its objects and settings stay. They come back to life with: slipway install --context ${context}`,
    );
    return EXIT.ok;
  },
};

async function uninstall(
  uninstalling: Uninstalling,
  { all, force }: { readonly all: boolean; readonly force: boolean },
): Promise<void> {
  const { kubernetes } = uninstalling;
  // While the operator is there it cleans up after them.
  if (all) await deleteObjects(uninstalling, { force });
  await releaseObjects(uninstalling);
  const left = all ? await untilNone(uninstalling, () => ownObjects(kubernetes)) : [];
  if (left.length > 0) throw notGone(left.map(nameOf));
  await removeInstalled(uninstalling, all);
}
