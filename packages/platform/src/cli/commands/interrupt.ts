import { INTERRUPT_ANNOTATION, type Resource, type RunRecord, SlipwayError } from "@slipway/model";
import { canStop } from "@slipway/model/kinds/can-stop.ts";
import { factsOfKind } from "@slipway/model/kinds/find-facts.ts";
import { stateOf } from "@slipway/model/kinds/object-state.ts";
import type { Command } from "../command.ts";
import { listArgument, textOption } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { kindsOf } from "../objects/known-kinds.ts";
import { locate, nameOf, type Reference } from "../objects/references.ts";
import { selectedObjects } from "../objects/selected-objects.ts";
import type { Session } from "../session/session.ts";

export const command: Command = {
  configure: (command) =>
    void command
      .argument("[name...]", "NAME, KIND/NAME or KIND NAME, of what runs to its end: training jobs")
      .option("-l, --selector <labels>", "all with these labels, as a=b,c!=d")
      .addHelpText(
        "after",
        `
The program hears SIGTERM and has two minutes, its checkpoints are kept, and the job starts anew from them.
What has ended, or has only its results left to store, is not interrupted.

Examples:
  slipway interrupt churn-1
  slipway interrupt -l team=risk`,
      ),

  async run(session, args, options) {
    const selector = textOption(options, "selector");
    const targets = await selectedObjects(session, listArgument(args, 0), { selector, among: canStop });
    for (const target of targets) requireInterruptible(session, target);
    for (const target of targets) await ask(session, target);
    return EXIT.ok;
  },
};

function requireInterruptible(session: Session, target: Reference): void {
  const facts = factsOfKind(kindsOf(session), target.kind);
  if (facts !== undefined && canStop(facts)) return;
  throw new SlipwayError(
    "SLIP-CLI-029",
    `${nameOf(target)}: only what runs to its end can be interrupted, and a ${target.kind.kind} does not`,
  );
}

async function ask(session: Session, target: Reference): Promise<void> {
  const { kubernetes } = await session.client();
  const at = await locate(session, target);
  const object = await kubernetes.get<Resource>(target.kind, at);
  const { state, word } = stateOf(kindsOf(session), object);
  if (state !== "working") return tell(session, target, { object, words: `is ${word} already` });
  const { runtime } = (object.status as { readonly slipway?: RunRecord } | undefined)?.slipway ?? {};
  if (runtime === "sagemaker")
    throw new SlipwayError(
      "SLIP-CLI-029",
      `${nameOf(target)}: it runs in SageMaker, which alone interrupts what runs there`,
    );
  const change = { metadata: { annotations: { [INTERRUPT_ANNOTATION]: new Date().toISOString() } } };
  const changed = await kubernetes.patch<Resource>(target.kind, at, change);
  await tell(session, target, { object: changed, words: "is being interrupted" });
}

function tell(
  session: Session,
  target: Reference,
  { object, words }: { readonly object: Resource; readonly words: string },
): Promise<void> {
  return session.print(object, () =>
    session.formatter.format === "name" ? `${nameOf(target)}\n` : `${nameOf(target)} ${words}\n`,
  );
}
