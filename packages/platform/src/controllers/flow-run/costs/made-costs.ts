import { defined } from "@slipway/model";
import { type FlowRun, flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import { appendCost, type CostFact, readCosts } from "#ledger/costs.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { subjectOf } from "#runs/subject-of.ts";
import type { Wanted } from "../work/resource/wanted.ts";
import type { StepWork, Try } from "../work/step-work.ts";

/** Work that makes objects: what these used of machines by the time that they are over is their run's as well. */
export function withCosts(
  work: StepWork,
  { ledger, madeBy }: { readonly ledger: Ledger; readonly madeBy: (one: Try) => Wanted },
): StepWork {
  return {
    ...work,
    async look(one) {
      const state = await work.look(one);
      const made = state.phase === "going" ? undefined : madeBy(one);
      if (made?.action === "create")
        for (const cost of await costsOf(made, one, ledger))
          await appendCost(ledger, subjectOf(one.run), cost);
      return state;
    },
  };
}

/** Of a try at its work, or of a flow's run the sums of all of its own. */
async function costsOf(
  { kind, key }: Wanted,
  { going, turn }: Try,
  ledger: Ledger,
): Promise<readonly CostFact[]> {
  const object = await turn.store.get(kind, key);
  if (object === undefined) return [];
  if (kind.kind !== flowRunKind.kind)
    return (await readCosts(ledger, subjectOf(object))).map((cost) => ({ run: going.name, ...cost }));
  const { usage = [] } = (object as FlowRun).status ?? {};
  return usage.map(({ instanceType, machineSeconds, price }, index) => ({
    ...{ at: turn.now, attempt: going.attempt, run: going.name, group: String(index) },
    ...{ instanceType, instanceCount: 1, billableSeconds: machineSeconds },
    ...defined({ price }),
  }));
}
