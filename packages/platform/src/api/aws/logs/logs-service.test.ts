import { describe, expect, test } from "vitest";
import { BEGAN, LogHome, SECOND } from "./testing/log-home.ts";

interface Event {
  readonly logStreamName?: string;
  readonly timestamp: number;
  readonly message: string;
}
interface Page {
  readonly events: readonly Event[];
  readonly nextForwardToken: string;
  readonly nextBackwardToken: string;
}
interface Streams {
  readonly logStreams: readonly {
    readonly logStreamName: string;
    readonly firstEventTimestamp?: number;
    readonly lastEventTimestamp?: number;
  }[];
  readonly nextToken?: string;
}
interface Found {
  readonly events: readonly Event[];
  readonly nextToken?: string;
}

const texts = (count: number, from = 0) => Array.from({ length: count }, (_, i) => `line ${from + i}`);
const messages = ({ events }: { readonly events: readonly Event[] }) => events.map(({ message }) => message);
const STREAM = `job/algo-1-${SECOND}`;

async function homeWith(lines: readonly string[]): Promise<LogHome> {
  const home = new LogHome();
  await home.job("job");
  await home.write("job", 1, { texts: lines });
  return home;
}

describe("GetLogEvents", () => {
  test("goes forward to the end, where the token that was asked with comes back, and on when there is more", async () => {
    const home = await homeWith(texts(5));
    const ask = (more: object) =>
      home.ask<Page>("GetLogEvents", { logStreamName: STREAM, startFromHead: true, limit: 3, ...more });
    const first = await ask({});
    expect(messages(first)).toEqual(["line 0", "line 1", "line 2"]);
    const second = await ask({ nextToken: first.nextForwardToken });
    expect(messages(second)).toEqual(["line 3", "line 4"]);
    const end = await ask({ nextToken: second.nextForwardToken });
    expect(end).toMatchObject({ events: [], nextForwardToken: second.nextForwardToken });
    await home.write("job", 1, { texts: ["more"], after: 100 });
    expect(messages(await ask({ nextToken: end.nextForwardToken }))).toEqual(["more"]);
  });

  test("begins with the newest lines and goes backward to the beginning, whose token comes back", async () => {
    const home = await homeWith(texts(1_200));
    const ask = (more: object) =>
      home.ask<Page>("GetLogEvents", { logStreamName: STREAM, limit: 700, ...more });
    const newest = await ask({});
    expect(messages(newest)).toEqual(texts(700, 500));
    const before = await ask({ nextToken: newest.nextBackwardToken });
    expect(messages(before)).toEqual(texts(500));
    const beginning = await ask({ nextToken: before.nextBackwardToken });
    expect(beginning).toMatchObject({ events: [], nextBackwardToken: before.nextBackwardToken });
    expect(messages(await ask({ nextToken: beginning.nextForwardToken }))).toEqual(texts(700));
    expect(messages(await ask({ nextToken: newest.nextForwardToken }))).toEqual([]);
  });

  test("tells the lines from startTime on and before endTime", async () => {
    const home = await homeWith(texts(1_000));
    const [startTime, endTime] = [BEGAN.getTime() + 400, BEGAN.getTime() + 403];
    const page = await home.ask<Page>("GetLogEvents", { logStreamName: STREAM, startTime, endTime });
    expect(messages(page)).toEqual(texts(3, 400));
    const later = await home.ask<Page>("GetLogEvents", {
      logStreamName: STREAM,
      startTime: BEGAN.getTime() + 5_000,
    });
    expect(messages(later)).toEqual([]);
  });

  test("a page ends at 1 MiB in either direction, and no line is lost between pages", async () => {
    const long = Array.from({ length: 30 }, (_, i) => `${i} ${"x".repeat(60_000)}`);
    const home = await homeWith(long);
    for (const startFromHead of [true, false]) {
      const told: string[] = [];
      let nextToken: string | undefined;
      for (let pages = 0; pages < 5; pages++) {
        const page: Page = await home.ask<Page>("GetLogEvents", {
          logStreamName: STREAM,
          startFromHead,
          ...(nextToken && { nextToken }),
        });
        expect(messages(page).join("").length).toBeLessThan(1024 * 1024);
        if (startFromHead) told.push(...messages(page));
        else told.unshift(...messages(page));
        nextToken = startFromHead ? page.nextForwardToken : page.nextBackwardToken;
      }
      expect(told).toEqual(long);
    }
  });

  test("an empty stream of times gives tokens that lead on", async () => {
    const home = await homeWith(["one"]);
    const page = await home.ask<Page>("GetLogEvents", {
      logStreamName: STREAM,
      startFromHead: true,
      endTime: BEGAN.getTime(),
    });
    expect(page.events).toEqual([]);
    expect(
      messages(
        await home.ask<Page>("GetLogEvents", { logStreamName: STREAM, nextToken: page.nextForwardToken }),
      ),
    ).toEqual(["one"]);
  });

  test.each([
    [
      { logStreamName: "job/algo-1-1" },
      "ResourceNotFoundException",
      "The specified log stream does not exist.",
    ],
    [{ logStreamName: "other" }, "ResourceNotFoundException", "The specified log stream does not exist."],
    [
      { logGroupName: "/x", logStreamName: STREAM },
      "ResourceNotFoundException",
      "The specified log group does not exist.",
    ],
    [
      { logStreamName: STREAM, nextToken: "x/1" },
      "InvalidParameterException",
      "The specified nextToken is invalid.",
    ],
    [
      { logStreamName: STREAM, logGroupIdentifier: "x" },
      "InvalidParameterException",
      /^Exactly one of logGroupName/,
    ],
  ])("refuses %j with %s", async (input, type, message) => {
    const home = await homeWith(["one"]);
    await expect(home.ask("GetLogEvents", input)).rejects.toMatchObject({
      type,
      status: 400,
      message: typeof message === "string" ? message : expect.stringMatching(message),
    });
  });
});

describe("DescribeLogStreams", () => {
  test("names a job's streams by host and by the second of its try, with their first and last event", async () => {
    const home = new LogHome();
    await home.job("job", { hosts: 2 });
    await home.write("job", 1, { texts: texts(3) });
    await home.write("job", 2, { texts: texts(1), after: 9 });
    const { logStreams } = await home.ask<Streams>("DescribeLogStreams", { logStreamNamePrefix: "job/" });
    const at = BEGAN.getTime();
    expect(logStreams).toMatchObject([
      {
        logStreamName: STREAM,
        firstEventTimestamp: at,
        lastEventTimestamp: at + 2,
        storedBytes: 0,
        arn: `arn:aws:logs:us-east-1:123456789012:log-group:/aws/sagemaker/TrainingJobs:log-stream:${STREAM}`,
      },
      { logStreamName: `job/algo-2-${SECOND}`, firstEventTimestamp: at + 9 },
    ]);
  });

  test("a host without a line has no stream", async () => {
    const home = new LogHome();
    await home.job("job");
    expect(await home.ask("DescribeLogStreams", { logStreamNamePrefix: "job/" })).toEqual({ logStreams: [] });
  });

  test("a job that is gone is found by its name, and another of its name is not taken for it", async () => {
    const home = new LogHome();
    await home.job("gone", { kept: false });
    await home.write("gone", 1, { texts: ["old"] });
    const found = await home.ask<Streams>("DescribeLogStreams", { logStreamNamePrefix: "gone/" });
    expect(found.logStreams.map(({ logStreamName }) => logStreamName)).toEqual([`gone/algo-1-${SECOND}`]);
    expect(await home.ask("DescribeLogStreams", { logStreamNamePrefix: "gon/" })).toEqual({ logStreams: [] });
  });

  test.each([
    [{}, ["a-b", "a", "b"]],
    [{ descending: true }, ["b", "a", "a-b"]],
    [{ logStreamNamePrefix: "a" }, ["a-b", "a"]],
    [{ logStreamNamePrefix: "a", descending: true }, ["a", "a-b"]],
    [{ orderBy: "LastEventTime", descending: true }, ["b", "a-b", "a"]],
    [{ orderBy: "LastEventTime" }, ["a", "a-b", "b"]],
  ])("pages through all jobs with %j in order", async (asked, jobs) => {
    const home = new LogHome();
    for (const job of ["a", "a-b", "b"]) {
      await home.job(job, { hosts: 2 });
      await home.write(job, 1, { texts: ["x"] });
      await home.write(job, 2, { texts: ["x"] });
    }
    await home.job("silent");
    for (const limit of [1, 2, 3, 50]) {
      const told: string[] = [];
      let nextToken: string | undefined;
      do {
        const page: Streams = await home.ask<Streams>("DescribeLogStreams", {
          ...asked,
          limit,
          ...(nextToken && { nextToken }),
        });
        expect(page.logStreams.length).toBeLessThanOrEqual(limit);
        told.push(...page.logStreams.map(({ logStreamName }) => logStreamName));
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      const hosts = "descending" in asked ? [2, 1] : [1, 2];
      expect(told).toEqual(jobs.flatMap((job) => hosts.map((host) => `${job}/algo-${host}-${SECOND}`)));
    }
  });

  test("there is no group before the first job", async () => {
    await expect(new LogHome().ask("DescribeLogStreams", {})).rejects.toMatchObject({
      type: "ResourceNotFoundException",
    });
    expect(await new LogHome().ask("DescribeLogGroups", {})).toEqual({ logGroups: [] });
  });

  test("refuses a prefix where the order is by time, and a token of somebody else", async () => {
    const home = await homeWith(["x"]);
    const asked = { orderBy: "LastEventTime", logStreamNamePrefix: "job" };
    await expect(home.ask("DescribeLogStreams", asked)).rejects.toMatchObject({
      type: "InvalidParameterException",
    });
    for (const nextToken of ["x", "W10", Buffer.from('["a",3,-1]').toString("base64url")])
      await expect(home.ask("DescribeLogStreams", { nextToken })).rejects.toMatchObject({
        type: "InvalidParameterException",
      });
  });
});

describe("FilterLogEvents", () => {
  test("tells the matching events of all streams in the order of time, page by page", async () => {
    const home = new LogHome();
    await home.job("job", { hosts: 2 });
    await home.write("job", 1, { texts: texts(600), after: 0 });
    await home.write("job", 2, { texts: texts(600), after: 1 });
    for (const limit of [1_000, 7]) {
      const told: Event[] = [];
      let nextToken: string | undefined;
      do {
        const page: Found = await home.ask<Found>("FilterLogEvents", {
          filterPattern: '"line 1"',
          limit,
          ...(nextToken && { nextToken }),
        });
        told.push(...page.events);
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      expect(told.length).toBe(2 * 111);
      expect(told.map(({ timestamp }) => timestamp)).toEqual(
        told.map(({ timestamp }) => timestamp).sort((a, b) => a - b),
      );
      expect(new Set(told.map(({ logStreamName }) => logStreamName)).size).toBe(2);
    }
  });

  test("what it looks at in a call is bounded, also where nothing matches", async () => {
    const home = await homeWith(texts(21_000));
    let reads = 0;
    const { readLog } = home.ledger;
    home.ledger.readLog = (...asked) => {
      reads += 1;
      return readLog(...asked);
    };
    const page = await home.ask<Found>("FilterLogEvents", { filterPattern: "nothing" });
    expect(page.events).toEqual([]);
    expect(page.nextToken).toBeDefined();
    expect(reads).toBeLessThan(150);
    expect(
      await home.ask<Found>("FilterLogEvents", { filterPattern: "nothing", nextToken: page.nextToken }),
    ).toEqual({ events: [], searchedLogStreams: [] });
  });

  test("a pattern that takes long for each line ends a page early, and others have their turn before that", async () => {
    const line = Array.from({ length: 2_000 }, (_, i) => (i ** 3 % 7 < 3 ? "a" : "b")).join("");
    const home = await homeWith(Array(3_000).fill(line));
    let turns = 0;
    const beside = setInterval(() => {
      turns += 1;
    });
    const filterPattern = "?%a[ab]{900}[cd]% ?%b.{900}[cd]%";
    const page = await home.ask<Found>("FilterLogEvents", { filterPattern });
    clearInterval(beside);
    expect(page.nextToken).toBeDefined();
    expect(turns).toBeGreaterThan(1);
  });

  test("goes on over the streams of many jobs", async () => {
    const home = new LogHome();
    for (let i = 0; i < 50; i++) {
      await home.job(`job-${i}`);
      await home.write(`job-${i}`, 1, { texts: [`of ${i}`] });
    }
    const told: string[] = [];
    let nextToken: string | undefined;
    do {
      const page: Found = await home.ask<Found>("FilterLogEvents", {
        limit: 30,
        ...(nextToken && { nextToken }),
      });
      told.push(...messages(page));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    expect(told.length).toBe(50);
    expect(new Set(told).size).toBe(50);
  });

  test("keeps to named streams and to times", async () => {
    const home = new LogHome();
    await home.job("job", { hosts: 2 });
    await home.write("job", 1, { texts: texts(10) });
    await home.write("job", 2, { texts: texts(10, 100) });
    const asked = {
      logStreamNames: [`job/algo-2-${SECOND}`],
      startTime: BEGAN.getTime() + 2,
      endTime: BEGAN.getTime() + 4,
    };
    expect(messages(await home.ask<Found>("FilterLogEvents", asked))).toEqual([
      "line 102",
      "line 103",
      "line 104",
    ]);
    await expect(home.ask("FilterLogEvents", { logStreamNames: ["none"] })).rejects.toMatchObject({
      type: "ResourceNotFoundException",
    });
    await expect(
      home.ask("FilterLogEvents", { logStreamNames: ["a"], logStreamNamePrefix: "b" }),
    ).rejects.toMatchObject({ type: "InvalidParameterException" });
    await expect(home.ask("FilterLogEvents", { filterPattern: "{ $.a" })).rejects.toMatchObject({
      type: "InvalidParameterException",
    });
    await expect(home.ask("FilterLogEvents", { nextToken: "W10" })).rejects.toMatchObject({
      type: "InvalidParameterException",
    });
  });
});
