import { operationOf, shapeOf } from "@slipway/model/aws/lookup.ts";
import { KINDS } from "@slipway/model/kinds/all.ts";
import { hasAws } from "@slipway/model/kinds/facts.ts";
import { trainingJobFacts } from "@slipway/model/kinds/training-job/facts.ts";
import { describe, expect, test } from "vitest";
import { type AwsKind, awsKind } from "./aws-kind.ts";
import { filterOf } from "./list-filter.ts";
import { sortingOf } from "./list-order.ts";

const jobs = awsKind(trainingJobFacts);

const sorting = (aws: AwsKind, SortBy: string) => sortingOf(aws, { input: { SortBy }, namespace: "default" });

/** What a List operation of a kind may be given, as AWS declares it. */
const DECLARED = KINDS.filter(hasAws).flatMap((facts) => {
  const { service } = facts.aws;
  const aws = awsKind(facts);
  const shape = shapeOf({ service, name: operationOf(service, aws.names.list).input });
  const members = shape.type === "structure" ? Object.entries(shape.members) : [];
  return members.map(([member, [, type]]) => ({ aws, member, type: shapeOf({ service, name: type }) }));
});

describe("a filter of a List operation", () => {
  test.each(DECLARED.map(({ aws, member, type }) => [aws.names.list, member, aws, type] as const))(
    "%s: %s, which AWS declares, is served",
    (_, member, aws, type) => {
      const value = type.type === "timestamp" ? new Date(0) : "x";
      expect(() => filterOf(aws, { [member]: value })).not.toThrow();
      if (member !== "SortBy" || type.type !== "string") return;
      for (const by of type.enum ?? []) expect(() => sorting(aws, by)).not.toThrow();
    },
  );

  test("that is declared and not served is refused by its name", () => {
    expect(() => filterOf(jobs, { ModelNameEquals: "m" })).toThrow(
      "ListTrainingJobs with ModelNameEquals is not served here.",
    );
    expect(() => filterOf(jobs, { SecondaryStatusNotIn: ["Failed"] })).toThrow("SecondaryStatusNotIn");
    expect(() => sorting(jobs as AwsKind, "FinalObjectiveMetricValue")).toThrow(
      "ListTrainingJobs with SortBy FinalObjectiveMetricValue is not served here.",
    );
  });

  test("that is given several times over narrows by all", () => {
    const line = { TrainingJobName: "a-b", TrainingJobStatus: "Failed", CreationTime: new Date(5) };
    const matches = (input: object) => {
      const wanted = filterOf(jobs, { ...input });
      return wanted.named(line.TrainingJobName) && wanted.matches(line);
    };
    expect(matches({ NameContains: "-b", StatusEquals: "Failed" })).toBe(true);
    expect(matches({ NameContains: "-b", StatusEquals: "Stopped" })).toBe(false);
    expect(matches({ CreationTimeAfter: new Date(4), CreationTimeBefore: new Date(6) })).toBe(true);
    expect(matches({ CreationTimeAfter: new Date(5) })).toBe(false);
    expect(matches({ CreationTimeBefore: new Date(5) })).toBe(false);
  });
});
