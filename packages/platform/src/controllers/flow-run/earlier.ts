import { defined } from "@slipway/model";
import { type CompiledFlow, TakenOver, type WorkEnd } from "@slipway/model/flows/index.ts";
import type { FlowRun } from "@slipway/model/kinds/flow-run/index.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { readStepEnds, type StepRecord } from "#ledger/step-records.ts";

/** What a run that is over has done, for the one that goes on from it. */
export interface Earlier {
  /** How the step's work has ended there; undefined where it is to be done. */
  endOf(path: string): WorkEnd | undefined;
}

/** Undefined of a run that goes on from none. It is over, so that what is read of it never changes. */
export async function readEarlier(
  ledger: Pick<Ledger, "facts">,
  { spec, status, metadata }: FlowRun,
  flow: CompiledFlow,
): Promise<Earlier | undefined> {
  const { retryOf: name } = spec;
  const { retryOfUID: uid } = status ?? {};
  if (name === undefined || uid === undefined) return undefined;
  const ends = await readStepEnds(ledger, {
    namespace: metadata.namespace ?? "",
    kind: "FlowRun",
    name,
    uid,
  });
  const taken = new TakenOver(flow, ends);
  const done = new Map<string, StepRecord>(
    ends.filter(({ isWork }) => isWork).map((end) => [end.path, end] as const),
  );
  return {
    endOf(path) {
      const end = done.get(path);
      if (end === undefined || !taken.has(path)) return undefined;
      const { results, artifacts, why = `Done in ${name}` } = end;
      return { state: "success", why, ...defined({ results, artifacts }) };
    },
  };
}
