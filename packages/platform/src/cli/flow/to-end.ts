import { isSlipwayError } from "@slipway/model";
import type { FlowDefinition } from "@slipway/model/flows/index.ts";
import type { FlowRun } from "@slipway/model/kinds/flow-run/index.ts";
import { EXIT } from "../errors/exit-code.ts";
import { nameOf, type Reference } from "../objects/references.ts";
import { shellWord } from "../output/shell-word.ts";
import type { Session } from "../session/session.ts";
import { followRun } from "./follow-run.ts";

/** Follows a run that was made to its end, where that is asked for, and says what to do next. */
export async function toEnd(
  session: Session,
  of: {
    readonly reference: Reference;
    readonly run: FlowRun;
    readonly definition?: FlowDefinition;
    readonly isAwaited: boolean;
  },
): Promise<number> {
  const { reference, run, definition } = of;
  const name = nameOf(reference);
  if (!of.isAwaited) {
    await session.print(run, () => `${name}\n`);
    session.say(`Started. Next:\n  slipway wait ${name}\n  slipway describe ${name}\n  slipway stop ${name}`);
    return EXIT.ok;
  }
  let failedStep: string | undefined;
  try {
    const ended = await followRun(session, reference, {
      definition,
      onFailedStep: (path) => {
        failedStep = path;
      },
    });
    await session.print(ended, () => `${name}\n`);
    for (const [result, value] of Object.entries(ended.status?.results ?? {}))
      session.say(`  ${result} = ${JSON.stringify(value)}`);
    session.say(
      `${session.colors.green("✓")} ${reference.name} is done. Next:\n  slipway describe ${name}\n  slipway logs ${name} --step STEP`,
    );
    return EXIT.ok;
  } catch (error) {
    if (session.signal.aborted)
      session.say(
        `\nThe run goes on.\n  slipway wait ${name}    # to see it again\n  slipway stop ${name}    # to cancel it`,
      );
    else if (isSlipwayError(error, "SLIP-CLI-005") || isSlipwayError(error, "SLIP-CLI-008"))
      session.say(
        `Next:\n  slipway why ${name}\n  slipway logs ${name} --step ${shellWord(failedStep ?? "STEP")}\n  slipway retry ${name} --from-failure`,
      );
    throw error;
  }
}
