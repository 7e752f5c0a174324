import { expect, test } from "vitest";
import { addMeasures } from "./add-measures.ts";
import { Counters } from "./counters.ts";

const named = { namespace: "team", endpoint: "E" };
const route = { ...named, variants: [] };
const variant = (name: string) => ({ name, weight: 1, pods: [], instances: new Map() });

test("what two routers found of one shadow's answers is one measure too", () => {
  const [here, there] = [new Counters(), new Counters()];
  here.of(route, variant("S")).compared("equal", 4);
  there.of(route, variant("S")).compared("different", -6);
  there.of(route, variant("S")).compared("failed");
  there.of(route, variant("S")).answered(200, 1);
  const [found, ...others] = addMeasures([...here.takeMeasures(), ...there.takeMeasures()]);
  expect(others).toEqual([]);
  expect(found).toMatchObject({
    variant: "S",
    invocations: 1,
    compared: { equal: 1, different: 1, failed: 1, laterMs: { count: 2, sum: -2, min: -6, max: 4 } },
  });
});

test("what two routers served of one variant is one measure", () => {
  const [here, there] = [new Counters(), new Counters()];
  here.of(route, variant("A")).answered(200, 10);
  here.of(route, variant("B")).answered(400, 7);
  there.of(route, variant("A")).answered(500, 30);
  there.of(route, variant("A")).unanswered(0);
  expect(addMeasures([...here.takeMeasures(), ...there.takeMeasures()])).toEqual([
    {
      ...named,
      variant: "A",
      invocations: 3,
      clientErrors: 0,
      serverErrors: 2,
      perInstance: 3,
      latencyMs: { count: 2, sum: 40, min: 10, max: 30 },
    },
    {
      ...named,
      variant: "B",
      invocations: 1,
      clientErrors: 1,
      serverErrors: 0,
      perInstance: 1,
      latencyMs: { count: 1, sum: 7, min: 7, max: 7 },
    },
  ]);
});
