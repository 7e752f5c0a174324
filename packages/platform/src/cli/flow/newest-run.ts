import type { FlowRun } from "@slipway/model/kinds/flow-run/index.ts";
import type { Session } from "../session/session.ts";
import { madeAt, runsOf } from "./runs-of.ts";
import { StepFeed } from "./step-feed.ts";

/** Of a flow's newest runs so many are looked at. */
const MOST = 5;

/** Of a flow's runs the newest in which a step has begun, otherwise the newest of all; undefined where there is none. Those of one step alone do not count. */
export async function newestRunWith(
  session: Session,
  flow: { readonly name: string; readonly namespace: string },
  step: string,
): Promise<FlowRun | undefined> {
  const runs: FlowRun[] = [];
  for await (const run of runsOf(session, flow)) runs.push(run);
  const newest = runs.toSorted((one, other) => madeAt(other) - madeAt(one)).slice(0, MOST);
  for (const run of newest) if (await hasBegun(session, run, step)) return run;
  return newest[0];
}

async function hasBegun(session: Session, { metadata }: FlowRun, step: string): Promise<boolean> {
  const { kubernetes } = await session.client();
  const { namespace = "", name, uid } = metadata;
  const { signal } = session;
  const feed = new StepFeed(kubernetes.records({ namespace, kind: "FlowRun", name, uid, signal }));
  for await (const { tries } of feed.look()) if (tries.some(({ path }) => path === step)) return true;
  return false;
}
