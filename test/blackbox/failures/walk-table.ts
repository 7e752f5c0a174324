import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { DescribeTrainingJobCommand, type DescribeTrainingJobResponse } from "@aws-sdk/client-sagemaker";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { KeptAttempt } from "../../../packages/model/src/kubernetes/kept-records.ts";
import { type AwsClients, awsClients } from "../../e2e/support/aws-clients.ts";
import { eventually, ok } from "../../e2e/support/home.ts";
import { BUCKET, type FailureCase, type Place, reasonAgainst, type Told } from "./failure-case.ts";
import { FAILURE_CASES } from "./failure-cases.ts";
import type { FailureHome } from "./failure-home.ts";
import { type JobPlace, jobOf } from "./job-of.ts";

/** A TrainingJob as kubectl shows it. */
interface Job {
  readonly status?: {
    readonly trainingJobStatus?: string;
    readonly secondaryStatus?: string;
    readonly slipway?: { readonly message?: string; readonly retries?: Readonly<Record<string, number>> };
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason: string;
      readonly message: string;
    }[];
  };
}

const ENDED: readonly unknown[] = ["Completed", "Failed", "Stopped"];
/** Exit codes of whoever waits for a job. */
const WAITED = { Completed: 0, Failed: 100, Stopped: 103 } as const;

/** Every case of the table in the home, at every door; all jobs run at the same time. */
export function walkTable(place: Place, open: () => Promise<FailureHome>): void {
  describe(`failures of jobs (${place})`, () => {
    let at: FailureHome;
    let aws: AwsClients;
    const plays = new Map<FailureCase, Promise<void>>();
    const waited = new Set<keyof typeof WAITED>();
    const cases = FAILURE_CASES.filter((failure) => reasonAgainst(failure, place) === undefined);
    beforeAll(async () => {
      at = await open();
      aws = awsClients(at.home);
      if (place !== "sagemaker") await aws.s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
      await at.prepare();
      const items = cases.map((failure) => jobOf(failure, at.placeOf(failure)));
      const list = JSON.stringify({ apiVersion: "v1", kind: "List", items });
      await ok(at.home.kubectlWith(list, "apply", "-f", "-"));
      for (const failure of cases) {
        const play = at.play(failure);
        play.catch(() => {});
        plays.set(failure, play);
      }
    });
    afterAll(() => at?.down());

    const kubectl = (verb: string, { name }: JobPlace, ...more: readonly string[]) =>
      ok(at.home.kubectl(verb, "trainingjob", name, ...more));

    for (const failure of FAILURE_CASES.toSorted(byRank)) {
      const why = reasonAgainst(failure, place);
      if (why !== undefined) test(`${failure.name} (not here: ${why})`, ({ skip }) => skip(why));
      else test(`${failure.name}: ${failure.title}`, () => see(failure));
    }

    async function see(failure: FailureCase): Promise<void> {
      const told = at.toldOf(failure);
      const where = at.placeOf(failure);
      await plays.get(failure);
      let job: Job = {};
      await eventually(`${where.name} to be told as it is to be`, 180, async () => {
        job = JSON.parse(await kubectl("get", where, "-o", "json")) as Job;
        return isAsFar(job, told) || undefined;
      });
      seeObject(job, told);
      const described = await ok(at.home.slipway("describe", `trainingjob/${where.name}`, "-o", "json"));
      seeAttempts(JSON.parse(described).attempts, { told, onNodes: place !== "sagemaker" });
      seeAtAws(await describedByAws(where.name), told);
      // What waits would keep its place, and others need it.
      if (told.status === "InProgress") await kubectl("delete", where, "--wait=false");
      else await seeWaiting(where, told.status);
    }

    /** Once for each end that a job may come to. */
    async function seeWaiting({ name }: JobPlace, status: keyof typeof WAITED): Promise<void> {
      if (waited.has(status)) return;
      waited.add(status);
      expect((await at.home.slipway("wait", `trainingjob/${name}`)).code).toBe(WAITED[status]);
    }

    const describedByAws = (TrainingJobName: string) =>
      aws.sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName }));
  });
}

/** What waits goes first, and what somebody has to do something to last. */
const rankOf = ({ told, act }: FailureCase): number =>
  told.status === "InProgress" ? 0 : act === undefined ? 1 : 2;
const byRank = (a: FailureCase, b: FailureCase): number => rankOf(a) - rankOf(b);

/** As far as it comes: at its end, or waiting for what the table says. */
function isAsFar({ status = {} }: Job, told: Told): boolean {
  if (told.status === "InProgress") return told.says.test(status.slipway?.message ?? "");
  return (
    ENDED.includes(status.trainingJobStatus) && conditionOf({ status }, "OutputsCollected")?.status === "True"
  );
}

const conditionOf = ({ status }: Job, type: string) => status?.conditions?.find((one) => one.type === type);

const secondary = ({ secondary: word }: Told) =>
  typeof word === "string" ? word : expect.stringMatching(word);

/** kubectl's door: the status, its conditions, and what each class of failure has used. */
function seeObject(job: Job, told: Told): void {
  const { status } = job;
  expect(status).toMatchObject({ trainingJobStatus: told.status, secondaryStatus: secondary(told) });
  expect(status?.slipway?.message).toMatch(told.says);
  expect(status?.slipway?.retries ?? {}).toEqual(usedBy(told.tries.slice(0, -1)));
  const over = told.status === "InProgress" ? "False" : "True";
  expect(conditionOf(job, "ACK.ResourceSynced")).toMatchObject({ status: over, reason: told.status });
  expect(conditionOf(job, "ACK.Terminal")).toBeUndefined();
  if (over === "False") return;
  const finished = { status: "True", message: expect.stringMatching(told.says) };
  expect(conditionOf(job, "Finished")).toMatchObject(finished);
}

function usedBy(tries: Told["tries"]): Readonly<Record<string, number>> {
  const used: Record<string, number> = {};
  for (const [, failureClass = ""] of tries) used[failureClass] = (used[failureClass] ?? 0) + 1;
  return used;
}

/** The ledger's: each try with its class, and the last one with its sentence, its node, its exit code and its last lines. */
function seeAttempts(
  attempts: readonly KeptAttempt[],
  { told, onNodes }: { readonly told: Told; readonly onNodes: boolean },
): void {
  const ends = attempts.filter(({ outcome }) => outcome !== undefined);
  expect(ends.map(({ outcome, failureClass }) => [outcome, failureClass])).toEqual(
    told.tries.map(([outcome, failureClass]) => [outcome, failureClass]),
  );
  const last = ends.at(-1);
  if (onNodes) for (const { node } of ends) expect(node).toEqual(expect.any(String));
  if (last === undefined || last.outcome === "succeeded") return;
  expect(last.message).toMatch(told.says);
  if (told.exitCodes !== undefined) expect(told.exitCodes).toContain(last.exitCode);
  if (told.lines !== undefined) expect(last.lastLines).toEqual(told.lines);
}

/** AWS's door. */
function seeAtAws(answer: DescribeTrainingJobResponse, told: Told): void {
  expect(answer).toMatchObject({ TrainingJobStatus: told.status, SecondaryStatus: secondary(told) });
  const { FailureReason: reason = "" } = answer;
  const [, blames, rest = ""] = /^(\w+): (.*)$/s.exec(reason) ?? [];
  expect(blames).toBe(told.blames);
  if (blames === undefined) return;
  const [, words = rest, code] = /^(.*), exit code: (\d+)$/s.exec(rest) ?? [];
  expect([reason, words]).toContainEqual(expect.stringMatching(told.says));
  if (code !== undefined) expect(told.exitCodes).toContain(Number(code));
}
