import { variantObjectName } from "@slipway/model/kubernetes/serving-names.ts";
import { expect, test } from "vitest";
import { BEGAN, LogHome } from "./testing/log-home.ts";

const GROUP = "/aws/sagemaker/Endpoints/prices";

/** A replica of a variant of an endpoint writes a line. */
async function write(
  home: LogHome,
  of: { readonly endpoint: string; readonly variant: string; readonly replica: string },
  container = "model",
): Promise<void> {
  const pod = `${variantObjectName(of.endpoint, of.variant)}-${of.replica}`;
  const stream = { namespace: "team", pod, uid: `uid of ${pod}`, container };
  await home.ledger.appendLog(stream, 0, [{ at: BEGAN, text: `${of.variant} ${of.replica} answers` }]);
}

interface Streams {
  readonly logStreams: readonly { readonly logStreamName: string }[];
}

test("An endpoint has a group, and a replica of its variants a stream, also one that is gone; no other container has", async () => {
  const home = new LogHome();
  home.endpoint("prices", ["blue", "green"]);
  home.endpoint("other", ["blue"]);
  const of = { endpoint: "prices", variant: "blue" };
  await write(home, { ...of, replica: "5d4f8-abcde" });
  await write(home, { ...of, replica: "77777-zzzzz" });
  await write(home, { ...of, replica: "5d4f8-abcde" }, "fetch");
  await write(home, { ...of, variant: "green", replica: "1a2b3-ccccc" });
  await write(home, { ...of, endpoint: "other", replica: "5d4f8-abcde" });
  const { logGroups } = await home.ask<{ readonly logGroups: readonly { readonly logGroupName: string }[] }>(
    "DescribeLogGroups",
    {},
  );
  expect(logGroups.map(({ logGroupName }) => logGroupName)).toEqual([
    "/aws/sagemaker/Endpoints/other",
    GROUP,
  ]);
  const { logStreams } = await home.ask<Streams>("DescribeLogStreams", { logGroupName: GROUP });
  const names = logStreams.map(({ logStreamName }) => logStreamName);
  expect(names).toEqual([
    expect.stringMatching(/^blue\/i-[0-9a-f]{17}$/),
    expect.stringMatching(/^blue\/i-[0-9a-f]{17}$/),
    expect.stringMatching(/^green\/i-[0-9a-f]{17}$/),
  ]);
  const { events } = await home.ask<{ readonly events: readonly { readonly message: string }[] }>(
    "GetLogEvents",
    {
      logGroupName: GROUP,
      logStreamName: names[2],
      startFromHead: true,
    },
  );
  expect(events.map(({ message }) => message)).toEqual(["green 1a2b3-ccccc answers"]);
});

test("Who may list jobs alone reads their logs, and is told of no other group", async () => {
  const home = new LogHome();
  await home.job("job");
  await home.write("job", 1, { texts: ["a line"] });
  home.endpoint("prices", ["blue"]);
  for (const kind of ["Endpoint", "ProcessingJob"]) home.forbidden.add(kind);
  const { logGroups } = await home.ask<{ readonly logGroups: readonly object[] }>("DescribeLogGroups", {});
  expect(logGroups).toMatchObject([{ logGroupName: "/aws/sagemaker/TrainingJobs" }]);
  expect((await home.ask<Streams>("DescribeLogStreams", {})).logStreams).toHaveLength(1);
  const refused = home.ask("DescribeLogStreams", { logGroupName: GROUP });
  await expect(refused).rejects.toMatchObject({ code: "SLIP-API-006" });
});

test("Streams come in pages, by their names and backward", async () => {
  const home = new LogHome();
  home.endpoint("prices", ["blue"]);
  for (let i = 0; i < 5; i++)
    await write(home, { endpoint: "prices", variant: "blue", replica: `5d4f8-abcd${i}` });
  const seen: string[] = [];
  let nextToken: string | undefined;
  do {
    const page: Streams & { readonly nextToken?: string } = await home.ask("DescribeLogStreams", {
      logGroupName: GROUP,
      limit: 2,
      descending: true,
      ...(nextToken === undefined ? {} : { nextToken }),
    });
    seen.push(...page.logStreams.map(({ logStreamName }) => logStreamName));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  expect(seen).toHaveLength(5);
  expect(seen).toEqual(seen.toSorted().toReversed());
});
