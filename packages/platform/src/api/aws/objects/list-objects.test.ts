import { trainingJobFacts } from "@slipway/model/kinds/training-job/facts.ts";
import type { TrainingJob } from "@slipway/model/kinds/training-job/index.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Ledger } from "#ledger/ledger.ts";
import { silentLog } from "#lib/log.ts";
import type { Cache } from "#store/cache.ts";
import { KindCopy } from "#store/reflector/kind-copy.ts";
import type { Store } from "#store/store.ts";
import type { Call, Members } from "../call.ts";
import { awsKind } from "./aws-kind.ts";
import { listObjects } from "./list-objects.ts";

const jobs = awsKind(trainingJobFacts);

interface Row {
  readonly name: string;
  readonly second: number;
  readonly status: "InProgress" | "Completed" | "Failed";
}

const timeOf = (second: number): Date => new Date(Date.UTC(2026, 0, 1) + second * 1_000);

function job({ name, second, status }: Row, number: number, namespace = "team"): TrainingJob {
  return {
    apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
    kind: "TrainingJob",
    metadata: {
      namespace,
      name: `job-${number}`,
      uid: `uid-${number}`,
      resourceVersion: String(number + 1),
      creationTimestamp: timeOf(second).toISOString().replace(".000Z", "Z"),
    },
    spec: {
      trainingJobName: name,
      roleARN: "arn:aws:iam::123456789012:role/r",
      algorithmSpecification: { trainingInputMode: "File" },
      outputDataConfig: { s3OutputPath: "s3://bucket-a/out" },
      resourceConfig: { instanceType: "ml.m5.large", instanceCount: 1, volumeSizeInGB: 1 },
      stoppingCondition: {},
    },
    status: { trainingJobStatus: status },
  };
}

/** A door over a copy that holds these; `looked` is how many objects the copy has given out, in all and at most in a turn. */
function doorOver(objects: readonly TrainingJob[]) {
  const copy = new KindCopy<TrainingJob>({ where: undefined, log: silentLog });
  for (const object of objects) copy.listed(object, "1000000");
  const looked = { all: 0, most: 0, requests: 0 };
  const by: typeof copy.by = (...asked) => {
    const found = copy.by(...asked);
    looked.all += found.length;
    looked.most = Math.max(looked.most, found.length);
    return found;
  };
  const cached = { by } as unknown as typeof copy;
  const call: Call = {
    store: {
      list: async () => {
        looked.requests += 1;
        return { items: [], revision: "1" };
      },
    } as unknown as Store,
    cache: { of: async () => cached } as unknown as Cache,
    identity: { accountId: "123456789012", region: "us-east-1" },
    namespace: "team",
    now: new Date(0),
    tellWithoutEffect: () => {},
    ledger: {} as Ledger,
    judge: {
      abilitiesOf: () => Promise.reject(new Error("nothing is created here")),
      hasMachines: async () => false,
      unusableMetrics: async () => [],
    },
  };
  const page = async (input: Members) => {
    Object.assign(looked, { all: 0, most: 0, requests: 0 });
    return (await listObjects(jobs, { input, call })) as {
      readonly TrainingJobSummaries: readonly { readonly TrainingJobName: string }[];
      readonly NextToken?: string;
    };
  };
  return { page, looked };
}

const rows = fc.array(
  fc.record<Row>({
    name: fc.stringMatching(/^[a-c]{1,2}$/),
    second: fc.nat(5),
    status: fc.constantFrom("InProgress", "Completed", "Failed"),
  }),
  { maxLength: 30 },
);
const time = fc.option(fc.integer({ min: -1, max: 6 }).map(timeOf), { nil: undefined });
interface Asked {
  readonly SortBy: string | undefined;
  readonly SortOrder: string | undefined;
  readonly StatusEquals: string | undefined;
  readonly NameContains: string | undefined;
  readonly CreationTimeAfter: Date | undefined;
  readonly CreationTimeBefore: Date | undefined;
}

const inputs: fc.Arbitrary<Asked> = fc.record({
  SortBy: fc.constantFrom(undefined, "Name", "CreationTime", "Status"),
  SortOrder: fc.constantFrom(undefined, "Ascending", "Descending"),
  StatusEquals: fc.constantFrom(undefined, undefined, "Completed", "Stopped"),
  NameContains: fc.constantFrom(undefined, undefined, "b"),
  CreationTimeAfter: time,
  CreationTimeBefore: time,
});

/** What AWS documents: filters, then an order, ties by name. */
function expected(all: readonly Row[], input: Asked): readonly string[] {
  const sign = input.SortOrder === "Descending" ? -1 : 1;
  const value = (row: Row): string =>
    input.SortBy === "Name" ? "" : input.SortBy === "Status" ? row.status : String(row.second);
  return all
    .filter(({ name }) => name.includes(input.NameContains ?? ""))
    .filter(({ status }) => input.StatusEquals === undefined || status === input.StatusEquals)
    .filter(({ second }) => timeOf(second) > (input.CreationTimeAfter ?? new Date(0)))
    .filter(({ second }) => timeOf(second) < (input.CreationTimeBefore ?? new Date(8e15)))
    .map((row) => ({ name: row.name, place: `${value(row)} ${row.name}` }))
    .sort((a, b) => sign * (a.place < b.place ? -1 : a.place > b.place ? 1 : 0))
    .map(({ name }) => name);
}

describe("a List operation", () => {
  test("has the lines of every filter in every order, page by page", async () => {
    await fc.assert(
      fc.asyncProperty(rows, inputs, fc.integer({ min: 1, max: 4 }), async (all, input, MaxResults) => {
        const { page } = doorOver([...all.map((row, at) => job(row, at)), job(all[0] ?? ROW, 99, "other")]);
        const names: string[] = [];
        let next: string | undefined;
        do {
          const { TrainingJobSummaries, NextToken } = await page({ ...input, MaxResults, NextToken: next });
          names.push(...TrainingJobSummaries.map(({ TrainingJobName }) => TrainingJobName));
          next = NextToken;
        } while (next !== undefined);
        expect(names).toEqual(expected(all, input));
      }),
      { numRuns: 300 },
    );
  });

  test("costs the same at 100 objects and at 10,000, in each order, with a status and with times", async () => {
    const many = (count: number) =>
      doorOver(Array.from({ length: count }, (_, at) => job({ ...ROW, name: `n${at}`, second: at }, at)));
    const asked: readonly Members[] = [
      {},
      { SortBy: "Name" },
      { SortBy: "Status", SortOrder: "Descending" },
      { StatusEquals: "Completed", SortOrder: "Descending" },
      { StatusEquals: "Failed" },
      { CreationTimeAfter: timeOf(50), CreationTimeBefore: timeOf(70) },
    ];
    const [few, lots] = [many(100), many(10_000)];
    for (const input of asked) {
      const next = (await few.page(input)).NextToken;
      const small = { ...few.looked };
      await lots.page(input);
      expect(lots.looked).toEqual(small);
      expect(lots.looked).toMatchObject({ requests: 1 });
      expect(lots.looked.all).toBeLessThanOrEqual(11);
      if (next === undefined) continue;
      await lots.page({ ...input, NextToken: next });
      expect(lots.looked.all).toBeLessThanOrEqual(11);
    }
    await lots.page({ NameContains: "nothing" });
    expect(lots.looked).toMatchObject({ all: 10_000, requests: 1 });
    expect(lots.looked.most).toBeLessThanOrEqual(250);
  });
});

const ROW: Row = { name: "n", second: 0, status: "Completed" };
