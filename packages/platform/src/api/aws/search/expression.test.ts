import type { ShapeRef } from "@slipway/model/aws/lookup.ts";
import { SAGEMAKER } from "@slipway/model/aws/sagemaker/service.ts";
import { expect, test } from "vitest";
import { type Expression, matching } from "./expression.ts";

const SHAPE: ShapeRef = { service: SAGEMAKER, name: "TrainingJob" };
const FILTER = { Name: "TrainingJobName", Operator: "Equals", Value: "a" };
const filters = (count: number) => Array(count).fill(FILTER) as (typeof FILTER)[];

test("Levels and filters are asked as they stand", () => {
  const expression: Expression = {
    Operator: "Or",
    Filters: [{ ...FILTER, Value: "b" }],
    SubExpressions: [{ Filters: filters(20) }, { SubExpressions: [{ Filters: filters(20) }] }],
  };
  const matches = matching(SHAPE, expression);
  expect(["a", "b", "c"].map((TrainingJobName) => matches({ TrainingJobName }))).toEqual([true, true, false]);
});

const nested = (levels: number): Expression =>
  levels === 0 ? { Filters: [FILTER] } : { SubExpressions: [nested(levels - 1)] };

test.each<readonly [string, Expression]>([
  ["more than 400 filters", { SubExpressions: Array(21).fill({ Filters: filters(20) }) as Expression[] }],
  [
    "more than 400 filters",
    {
      NestedFilters: Array(20).fill({
        NestedPropertyName: "InputDataConfig",
        Filters: Array(20).fill({ Name: "InputDataConfig.ChannelName", Operator: "Exists" }),
      }) as never,
    },
  ],
  ["more than 10 levels deep", nested(11)],
  ["more than 400 filters", { SubExpressions: Array(401).fill({}) as Expression[] }],
])("An expression of %s is refused before any record is looked at", (said, expression) => {
  expect(() => matching(SHAPE, expression)).toThrow(said);
});
