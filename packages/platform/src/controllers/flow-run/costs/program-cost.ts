import { defined, isEnd } from "@slipway/model";
import { appendCost } from "#ledger/costs.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { priceOf, secondsBetween } from "#runs/machine-cost.ts";
import { subjectOf } from "#runs/subject-of.ts";
import type { RunState } from "#runtimes/runs.ts";
import { instanceTypeOf } from "../step-run.ts";
import type { Try } from "../work/step-work.ts";

/** Writes down what a try's program used of its machine, once it is over; told again it changes nothing. What never began used nothing. */
export async function noteProgram(
  ledger: Pick<Ledger, "appendFact">,
  { run, going, turn }: Try,
  { phase, entered }: Pick<RunState, "phase" | "entered">,
): Promise<void> {
  const startedAt = entered.downloading ?? entered.running;
  if (phase === "gone" || !isEnd(phase) || startedAt === undefined) return;
  const instanceType = instanceTypeOf(going);
  const at = entered[phase] ?? turn.now;
  const price = await priceOf(turn, { instanceType });
  await appendCost(ledger, subjectOf(run), {
    ...{ at, attempt: going.attempt, run: going.name, instanceType, instanceCount: 1 },
    billableSeconds: secondsBetween(startedAt, at),
    ...defined({ price }),
  });
}
