import { SAGEMAKER } from "@slipway/model/aws/sagemaker/service.ts";
import { KINDS } from "@slipway/model/kinds/all.ts";
import type { AwsKindFacts, KindFacts } from "@slipway/model/kinds/facts.ts";
import { trainingJobFacts } from "@slipway/model/kinds/training-job/facts.ts";
import { describe, expect, test } from "vitest";
import { allRights } from "../../../packages/platform/src/installation/rights.ts";
import { createMemoryLedger } from "../../../packages/platform/src/ledger/sqlite/create-memory-ledger.ts";
import { controllers } from "../../../packages/platform/src/main/common/controllers.ts";
import { examples } from "../../../scripts/generate/examples.ts";
import { generatedFiles } from "../../../scripts/generate/files.ts";
import { KINDS as DEFINITIONS } from "../../../scripts/generate/kinds.ts";
import { compilationJobFacts } from "../../kinds/compilation-job/facts.ts";
import { missingParts, type Surroundings } from "../../kinds/missing-parts.ts";

type Parts = Parameters<typeof controllers>[0];

/** Of the other parts nothing is asked while controllers are only listed. */
const listed = controllers({ aws: {}, ledger: createMemoryLedger() } as Partial<Parts> as Parts);

const HERE: Surroundings = {
  controllers: listed.map(({ reconciler }) => reconciler.kind),
  rights: allRights([]).flatMap(({ rights }) => rights),
  examples: examples(),
  pages: [...generatedFiles()].flatMap(([path, text]) =>
    path.startsWith("docs/kinds/") ? [/^# (\w+)$/m.exec(text)?.[1] ?? ""] : [],
  ),
};

describe("the table of kinds", () => {
  test.each(KINDS.map((facts) => [facts.kind.kind, facts] as const))("%s lacks nothing", (_, facts) => {
    expect(missingParts(facts, HERE)).toEqual([]);
  });

  test("means one kind by every word", () => {
    const words = KINDS.flatMap(({ kind, words }) => [kind.plural, kind.kind.toLowerCase(), ...words]);
    expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([]);
  });

  test("has every controller's kind, and those that the generator writes", () => {
    const names = KINDS.map(({ kind }) => kind.kind);
    // An endpoint has two: one serves, the other compares its variants.
    const reconciled = new Set(HERE.controllers.map(({ kind }) => kind));
    expect(names.toSorted()).toEqual([...reconciled].toSorted());
    const generated = DEFINITIONS.filter(({ served }) => served).map(({ kind }) => kind);
    expect(generated.filter((kind) => !names.includes(kind))).toEqual([]);
  });
});

describe("a kind whose row lacks a part", () => {
  const without = (part: Partial<AwsKindFacts>): KindFacts => ({ ...trainingJobFacts, ...part }) as KindFacts;
  const withAws = (part: Partial<AwsKindFacts["aws"]>): KindFacts =>
    without({ aws: { ...trainingJobFacts.aws, ...part } as AwsKindFacts["aws"] });
  const { StopTrainingJob: _, ListTrainingJobs: __, ...fewer } = SAGEMAKER.operations;

  test.each<readonly [string, KindFacts, Partial<Surroundings>]>([
    ["a controller", trainingJobFacts, { controllers: [] }],
    ["rights of an installation", trainingJobFacts, { rights: [] }],
    ["an object below examples/", trainingJobFacts, { examples: [] }],
    ["a page in docs/kinds", trainingJobFacts, { pages: [] }],
    ["a definition", without({ kind: { ...trainingJobFacts.kind, plural: "jobs" } }), {}],
    ["its conditions", without({ conditions: [] }), {}],
    ["a view with a status", withAws({ view: (job) => job }), {}],
    ["the operation ListTrainingJobs", withAws({ service: { ...SAGEMAKER, operations: fewer } }), {}],
    ["JobStatus in DescribeTrainingJob", withAws({ status: "JobStatus" }), {}],
  ])("is found out: %s", (part, facts, around) => {
    expect(missingParts(facts, { ...HERE, ...around })).toContainEqual(expect.stringContaining(part));
  });

  test("the toy of the tests, which stands outside of the product, lacks what is not in its row", () => {
    expect(missingParts(compilationJobFacts, HERE)).toEqual([
      "a controller in the list of controllers",
      "rights of an installation",
      "an object below examples/",
      "a page in docs/kinds",
    ]);
  });
});
