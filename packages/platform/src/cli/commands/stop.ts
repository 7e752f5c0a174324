import { isNotFound, type Resource, rfc3339, SlipwayError, STOP_ANNOTATION } from "@slipway/model";
import { canStop } from "@slipway/model/kinds/can-stop.ts";
import { factsOfKind } from "@slipway/model/kinds/find-facts.ts";
import { type ObjectState, stateOf } from "@slipway/model/kinds/object-state.ts";
import type { Command } from "../command.ts";
import { flag, listArgument, textOption } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { kindsOf } from "../objects/known-kinds.ts";
import { locate, nameOf, type Reference } from "../objects/references.ts";
import { selectedObjects } from "../objects/selected-objects.ts";
import { timeoutOf } from "../objects/timeout.ts";
import type { Session } from "../session/session.ts";

export const command: Command = {
  configure: (command) =>
    void command
      .argument("[name...]", "NAME, KIND/NAME or KIND NAME, of what runs to its end: jobs, runs of flows")
      .option("-l, --selector <labels>", "all with these labels, as a=b,c!=d")
      .option("--wait", "wait until it has stopped")
      .option("--timeout <span>", "how long to wait, for instance 90s or 5m", "15m")
      .addHelpText(
        "after",
        `
The program hears SIGTERM and has two minutes; the model it has by then is kept. Of a run of a flow no step begins any more, but
those that tear down what was set up, and those on exit.
Stopping what is stopping or over changes nothing and is no error.

Examples:
  slipway stop churn-1
  slipway stop trainingjob/churn-1 trainingjob/churn-2 --wait
  slipway stop -l team=risk
  slipway cancel flowrun/nightly-1`,
      ),

  async run(session, args, options) {
    const timeoutMs = timeoutOf(options);
    const selector = textOption(options, "selector");
    const targets = await selectedObjects(session, listArgument(args, 0), { selector, among: canStop });
    for (const target of targets) requireStoppable(session, target);
    await askAll(session, targets, { isSelection: selector !== undefined });
    const until = Date.now() + timeoutMs;
    if (!flag(options, "wait")) return EXIT.ok;
    for (const target of targets) await awaitEnd(session, target, Math.max(1, until - Date.now()));
    return EXIT.ok;
  },
};

/** Before anything is asked of any of them. */
function requireStoppable(session: Session, target: Reference): void {
  const facts = factsOfKind(kindsOf(session), target.kind);
  if (facts !== undefined && canStop(facts)) return;
  const name = nameOf(target);
  const why =
    facts?.program === undefined
      ? `nothing runs of a ${target.kind.kind} that could be stopped`
      : `a ${target.kind.kind} runs until it is deleted: slipway delete ${name}`;
  throw new SlipwayError("SLIP-CLI-029", `${name}: ${why}`);
}

/**
 * Asks every one of them, whatever becomes of the others; throws the first failure then. One of a selection that is gone meanwhile
 * is none.
 */
async function askAll(
  session: Session,
  targets: readonly Reference[],
  { isSelection }: { readonly isSelection: boolean },
): Promise<void> {
  const failures: unknown[] = [];
  for (const target of targets) {
    try {
      await ask(session, target);
    } catch (error) {
      session.signal.throwIfAborted();
      if (isSelection && isNotFound(error))
        await tell(session, target, { object: undefined, words: "is gone" });
      else failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

async function ask(session: Session, target: Reference): Promise<void> {
  const { kubernetes } = await session.client();
  const at = await locate(session, target);
  const object = await kubernetes.get<Resource>(target.kind, at);
  const state = stateOf(kindsOf(session), object);
  if (state.state !== "working") return tell(session, target, { object, words: `is ${state.word} already` });
  if (object.metadata.annotations?.[STOP_ANNOTATION] !== undefined)
    return tell(session, target, { object, words: "is stopping already" });
  const change = { metadata: { annotations: { [STOP_ANNOTATION]: rfc3339(new Date()) } } };
  const changed = await kubernetes.patch<Resource>(target.kind, at, change);
  await tell(session, target, { object: changed, words: "stopping" });
}

/** Its end, whatever the end is: it may have been done before it heard of the stop. */
async function awaitEnd(session: Session, target: Reference, timeoutMs: number): Promise<void> {
  const { kubernetes } = await session.client();
  const kinds = kindsOf(session);
  let state: ObjectState | undefined;
  const { met, object } = await kubernetes.waitFor(
    target.kind,
    await locate(session, target),
    (seen) => {
      if (seen === undefined) return true;
      state = stateOf(kinds, seen);
      return state.state !== "working";
    },
    { timeoutMs, signal: session.signal },
  );
  session.signal.throwIfAborted();
  if (!met) throw new SlipwayError("SLIP-CLI-006", `${nameOf(target)} has not stopped yet`);
  await tell(session, target, { object, words: object === undefined ? "is gone" : `is ${state?.word}` });
}

async function tell(
  session: Session,
  target: Reference,
  { object, words }: { readonly object: Resource | undefined; readonly words: string },
): Promise<void> {
  await session.print(object ?? {}, () =>
    session.formatter.format === "name" ? `${nameOf(target)}\n` : `${nameOf(target)} ${words}\n`,
  );
}
