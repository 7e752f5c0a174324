import { isSlipwayError } from "@slipway/model";
import type { Json } from "@slipway/model/flows/index.ts";
import type { FlowRun } from "@slipway/model/kinds/flow-run/index.ts";
import { printStepLogs } from "../commands/logs.ts";
import { EXIT } from "../errors/exit-code.ts";
import { awaitOutcome } from "../objects/await-outcome.ts";
import { locate, nameOf, type Reference } from "../objects/references.ts";
import type { Session } from "../session/session.ts";

/** Follows a run of one step alone: prints what its program writes, then what it gave, and what can be done next. */
export async function spinToEnd(
  session: Session,
  reference: Reference,
  { step, again }: { readonly step: string; readonly again: string },
): Promise<number> {
  const name = nameOf(reference);
  const [ended, log] = await Promise.allSettled([
    awaitOutcome<FlowRun>(session, reference, { withLog: true }),
    printStepLogs(session, reference, { follow: true, isAlone: true }),
  ]);
  if (log.status === "rejected" && !session.signal.aborted)
    session.say(`The log could not be read to its end: ${(log.reason as Error).message}`);
  if (ended.status === "rejected") {
    tellHowToGoOn(session, ended.reason, { name, again });
    throw ended.reason;
  }
  await session.print(ended.value, () => `${name}\n`);
  for (const [output, value] of await outputsOf(session, reference))
    session.say(`  ${output} = ${shown(value)}`);
  session.say(`${session.colors.green("✓")} ${step} is done. Next:\n  ${again}\n  slipway describe ${name}`);
  return EXIT.ok;
}

function tellHowToGoOn(
  session: Session,
  error: unknown,
  { name, again }: { readonly name: string; readonly again: string },
): void {
  if (session.signal.aborted)
    session.say(
      `\nIt goes on.\n  slipway wait ${name}    # to see its end\n  slipway stop ${name}    # to cancel it`,
    );
  else if (isSlipwayError(error, "SLIP-CLI-005") || isSlipwayError(error, "SLIP-CLI-008"))
    session.say(`Next:\n  slipway why ${name}\n  ${again}`);
}

/** What the step gave: results, then where its artifacts are. */
async function outputsOf(
  session: Session,
  reference: Reference,
): Promise<readonly (readonly [string, Json])[]> {
  const { kubernetes } = await session.client();
  const { namespace = "default" } = await locate(session, reference);
  const { signal } = session;
  const records = kubernetes.records({ namespace, kind: "FlowRun", name: reference.name, signal });
  const { items } = await records.stepEnds(undefined, { withResults: true });
  return items.flatMap(({ results = {}, artifacts = {} }) => [
    ...Object.entries(results),
    ...Object.entries(artifacts),
  ]);
}

/** An artifact by its place alone. */
function shown(value: Json): string {
  const isPlace = value !== null && typeof value === "object" && !Array.isArray(value) && "uri" in value;
  return isPlace ? String(value["uri"]) : JSON.stringify(value);
}
