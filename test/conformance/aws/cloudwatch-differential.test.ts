import { afterAll, beforeAll, expect, test } from "vitest";
import { appendAttempt } from "../../../packages/platform/src/ledger/attempts.ts";
import { Moto } from "../support/moto.ts";
import { expectDifferences } from "../support/peer-differences.ts";
import { answers, type NamedCall } from "./answers.ts";
import { AwsHome, NAMESPACE } from "./aws-home.ts";
import { LOGS, PRINT, PRINTED, STARTED } from "./differential-logs.ts";
import { ALARMS, METRICS } from "./differential-metrics.ts";

/** Times of what a server does, and ids that it gives. */
const OWN = new Set([
  ...["creationTime", "ingestionTime", "lastIngestionTime", "eventId"],
  ...["AlarmConfigurationUpdatedTimestamp", "StateUpdatedTimestamp", "StateTransitionedTimestamp"],
]);

let moto: Moto;
let home: AwsHome;
beforeAll(async () => {
  [moto, home] = await Promise.all([Moto.up({ recording: false }), AwsHome.up()]);
}, 120_000);
afterAll(async () => {
  await moto?.down();
  await home?.down();
});

const ours = () => ({ url: home.url, accessKeyId: "OWNER", secretAccessKey: "secret of OWNER" });
const theirs = () => ({ url: moto.url, accessKeyId: "a", secretAccessKey: "b" });

/** What pods of the jobs would leave: a try each, and their lines. */
async function print(): Promise<void> {
  for (const [job, host, lines] of PRINTED) {
    const run = `${job}-run`;
    if (host === "algo-1")
      await appendAttempt(home.ledger, await home.createTrainingJob(job), {
        attempt: 1,
        run,
        instanceCount: PRINTED.filter(([of]) => of === job).length,
        startedAt: STARTED,
      });
    const stream = { namespace: NAMESPACE, pod: `${run}-${host}`, uid: host, container: "algorithm" };
    const stored = lines.map((text, i) => ({ text, at: new Date(STARTED.getTime() + i * 1_000) }));
    await home.ledger.appendLog(stream, 0, stored);
  }
}

test("logs and metrics are answered as moto's server does, but for the differences in the table", async () => {
  await print();
  const printed = await answers(theirs(), PRINT, "logs");
  expect(Object.values(printed).filter(({ error }) => error !== undefined)).toEqual([]);
  const both = (calls: readonly NamedCall[], service: string) =>
    Promise.all([answers(ours(), calls, service), answers(theirs(), calls, service)]);
  const measured = [...METRICS, ...ALARMS];
  const [logs, metrics] = [await both(LOGS, "logs"), await both(measured, "cloudwatch")];
  expectDifferences("cloudwatch-differences.md", {
    calls: [...LOGS, ...measured],
    ours: { ...logs[0], ...metrics[0] },
    theirs: { ...logs[1], ...metrics[1] },
    compared: (member, value) => {
      if (Array.isArray(value) && value.length === 0) return undefined;
      return OWN.has(member) ? "OWN" : value;
    },
  });
});
