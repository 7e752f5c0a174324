import { expect, test } from "vitest";
import type { AnsweredInvocation } from "#ledger/answers.ts";
import { ManualClock } from "#lib/manual-clock.ts";
import type { VariantRoute } from "../routing-table.ts";
import { AnsweredTap } from "./answered-tap.ts";
import { inferenceIdIn } from "./inference-id.ts";

const ID = "x-amzn-sagemaker-inference-id";
const WITHOUT: VariantRoute = { name: "old", weight: 1, pods: [], instances: new Map() };
const ASKING: VariantRoute = { ...WITHOUT, feedbackMs: 60_000 };
const ROUTE = { namespace: "ns", endpoint: "Shop", variants: [ASKING], shadows: [] };

function bench() {
  const clock = new ManualClock();
  const told: AnsweredInvocation[] = [];
  const tap = new AnsweredTap({ add: (one) => told.push(one) }, clock);
  const begin = (fields: string) => tap.begins({ route: ROUTE, variant: ASKING, at: 0, fields });
  return { tap, told, begin, at: clock.now().getTime() };
}

test("Endpoints that ask for it are told of, and no others", () => {
  const { tap } = bench();
  expect([tap.wants(ROUTE, ASKING), tap.wants(ROUTE, WITHOUT)]).toEqual([true, false]);
});

test("A prediction is told of with its id, its variant and how long that counts; an error is not", () => {
  const { begin, told, at } = bench();
  for (const status of [200, 201, 299, 300, 400, 500]) begin(`${ID}: id-${status}\r\n`)?.begun(status);
  expect(told.map(({ inferenceId }) => inferenceId)).toEqual(["id-200", "id-201", "id-299"]);
  expect(told[0]).toEqual({
    ...{ namespace: "ns", endpoint: "Shop", inferenceId: "id-200", variant: "old" },
    ...{ at, until: at + 60_000 },
  });
});

test("An invocation without an InferenceId is of no interest", () => {
  expect(bench().begin("content-type: text/csv\r\n")).toBeUndefined();
});

test.each([
  [`content-type: text/csv\r\nX-Amzn-SageMaker-Inference-Id: a b"1\r\naccept: x\r\n`, 'a b"1'],
  [`${ID}: ${"x".repeat(64)}\r\n`, "x".repeat(64)],
  [`${ID}: ${"x".repeat(65)}\r\n`, undefined],
  [`${ID}: \r\n`, undefined],
  [`${ID}: a\r\n${ID}: b\r\n`, undefined],
  [`x-${ID}: a\r\n`, undefined],
  ["", undefined],
])("The fields %j name %j", (fields, id) => {
  expect(inferenceIdIn(fields)).toBe(id);
});
