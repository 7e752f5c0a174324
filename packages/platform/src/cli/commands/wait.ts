import { type Condition, findCondition, isSlipwayError, type Resource, SlipwayError } from "@slipway/model";
import { flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import type { Command } from "../command.ts";
import { listArgument, textOption } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { usageError } from "../errors/usage-error.ts";
import { followRun } from "../flow/follow-run.ts";
import { awaitOutcome, notThere } from "../objects/await-outcome.ts";
import { namedObjects } from "../objects/named-objects.ts";
import { fullNameOf, locate, nameOf, type Reference } from "../objects/references.ts";
import { selectedObjects } from "../objects/selected-objects.ts";
import { tellStates } from "../objects/tell-states.ts";
import { timeoutOf } from "../objects/timeout.ts";
import { select } from "../output/template.ts";
import type { Session } from "../session/session.ts";

export const command: Command = {
  configure: (command) =>
    void command
      .argument("[name...]", "NAME..., KIND/NAME... or KIND NAME...")
      .option("-l, --selector <labels>", "all jobs and endpoints with these labels, or all of a KIND")
      .option("--for <what>", "done, delete, condition=TYPE[=STATUS] or jsonpath='{.path}'=VALUE", "done")
      .option("--timeout <span>", "how long to wait, for instance 90s or 5m", "24h")
      .addHelpText(
        "after",
        `
Exit codes: 0 as awaited, 100 failed, 101 not finished in time, 102 not there, 103 stopped.

Examples:
  slipway wait trainingjob/abalone --timeout 10m
  slipway wait endpoint abalone --for condition=ACK.ResourceSynced`,
      ),

  async run(session, args, options) {
    const timeoutMs = timeoutOf(options);
    const targets = await awaited(session, listArgument(args, 0), textOption(options, "selector"));
    const what = textOption(options, "for") ?? "done";
    const until = Date.now() + timeoutMs;
    for (const target of targets) {
      const object = await waitOne(session, target, { what, timeoutMs: Math.max(1, until - Date.now()) });
      await session.print(
        object ?? {},
        () => `${fullNameOf(target)} ${what === "done" ? "done" : "condition met"}\n`,
      );
    }
    return EXIT.ok;
  },
};

/** A name that nothing bears cannot be waited for: to scripts the same as an object that is not there. */
async function awaited(
  session: Session,
  words: readonly string[],
  selector: string | undefined,
): Promise<readonly Reference[]> {
  try {
    return selector === undefined
      ? await namedObjects(session, words)
      : await selectedObjects(session, words, { selector, among: ({ program }) => program !== undefined });
  } catch (error) {
    if (!isSlipwayError(error, "SLIP-API-001")) throw error;
    throw new SlipwayError("SLIP-CLI-007", error.message, { cause: error });
  }
}

async function waitOne(
  session: Session,
  target: Reference,
  options: { readonly what: string; readonly timeoutMs: number },
): Promise<Resource | undefined> {
  const { what, timeoutMs } = options;
  if (what === "done" && target.kind.kind === flowRunKind.kind)
    return followRun(session, target, { timeoutMs });
  if (what === "done") {
    return awaitOutcome(session, target, {
      timeoutMs,
      onState: tellStates(session, nameOf(target)),
    });
  }
  const holds = predicateOf(what);
  const { kubernetes } = await session.client();
  let seen = false;
  const { met, object } = await kubernetes.waitFor(
    target.kind,
    await locate(session, target),
    (found) => {
      if (found === undefined && (seen || what === "delete")) return true;
      seen = true;
      return found === undefined || holds(found);
    },
    { timeoutMs, signal: session.signal },
  );
  session.signal.throwIfAborted();
  if (object === undefined && what !== "delete") throw notThere(target);
  if (!met)
    throw new SlipwayError("SLIP-CLI-006", `${nameOf(target)}: --for ${what} did not come to pass in time`);
  return object;
}

function predicateOf(what: string): (object: Resource) => boolean {
  if (what === "delete") return () => false;
  const [, type, status = "True"] = /^condition=([^=]+)(?:=(.+))?$/.exec(what) ?? [];
  if (type !== undefined) {
    return ({ status: found }) => {
      const { conditions } = (found ?? {}) as { readonly conditions?: readonly Condition[] };
      return findCondition(conditions, type)?.status.toLowerCase() === status.toLowerCase();
    };
  }
  const [, path, value] = /^jsonpath=\{?([^{}]+)\}?(?:=(.+))?$/.exec(what) ?? [];
  if (path === undefined)
    throw usageError(`--for ${what}: expected done, delete, condition=TYPE or jsonpath={.path}=VALUE`);
  return (object) => {
    const found = select(path, object);
    return value === undefined ? found.length > 0 : found.some((each) => String(each) === value);
  };
}
