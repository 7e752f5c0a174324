import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EXAMPLE, eventually, Home, ok } from "../e2e/support/home.ts";
import { readWorld, type World, type WorldObject } from "./support/read-world.ts";

const FIXTURES = join(import.meta.dirname, "fixtures");
const PROGRAMS = join(import.meta.dirname, "programs");
const ENDPOINT = "endpoint.sagemaker.services.k8s.aws/abalone-endpoint";
const DONE = ["Completed", "Failed", "Stopped"];

/** A copy of the folder as a server left it that was killed at work; on this machine none of its programs run. */
function unpack(fixture: string): string {
  const state = mkdtempSync(join(tmpdir(), "slipway-upgrade-"));
  const archive = join(FIXTURES, fixture, "state.tar.gz");
  execFileSync("tar", ["xpf", archive, "--no-same-owner", "-C", state]);
  return state;
}

describe.each(readdirSync(FIXTURES))("a state folder of %s, opened by this Slipway", (fixture) => {
  const before = JSON.parse(readFileSync(join(FIXTURES, fixture, "world.json"), "utf8")) as World;
  const jobs = before.objects.filter(({ kind }) => kind === "TrainingJob");
  const finished = jobs.filter((job) => DONE.includes(statusOf(job)));
  const unfinished = jobs.filter((job) => !DONE.includes(statusOf(job)));
  let home: Home;
  let after: World;
  beforeAll(async () => {
    home = new Home(unpack(fixture));
    // Somebody else may have the ports of the machine that the folder comes from.
    await home.start("--new-ports");
    await eventually("the end of every job", 120, async () =>
      (await statuses()).every((status) => DONE.includes(status)) ? true : undefined,
    );
    after = await readWorld(home);
  });
  afterAll(() => home.down());

  const statuses = async (): Promise<readonly string[]> =>
    (
      await ok(home.kubectl("get", "trainingjobs", "-o", "jsonpath={.items[*].status.trainingJobStatus}"))
    ).split(" ");
  const now = ({ kind, metadata }: WorldObject): WorldObject | undefined =>
    after.objects.find((object) => object.kind === kind && object.metadata.name === metadata.name);

  test("holds every object, with what was asked for", () => {
    expect(before.objects.length).toBeGreaterThan(10);
    for (const object of before.objects) expect(now(object)).toMatchObject({ spec: object.spec });
  });

  test("has its finished jobs untouched, at every door", () => {
    expect(finished.map(statusOf).sort()).toEqual([
      "Completed",
      "Completed",
      "Completed",
      "Failed",
      "Stopped",
    ]);
    for (const job of finished) {
      expect(now(job)).toEqual(job);
      expect(after.logs[job.metadata.name]).toEqual(before.logs[job.metadata.name]);
    }
    const over = Object.entries(before.described).filter(([, { TrainingJobStatus }]) =>
      DONE.includes(TrainingJobStatus),
    );
    expect(over).toHaveLength(finished.length);
    // A later release may tell more of a job; what was told stays as it was.
    for (const [name, described] of over) expect(after.described[name]).toMatchObject(described);
  });

  test("serves every artifact as it was", () => {
    expect(Object.keys(before.artifacts).length).toBeGreaterThan(5);
    expect(after.artifacts).toMatchObject(before.artifacts);
  });

  // Their programs are gone, as after a power cut; the results of one that had ended are still in its folder.
  test("ends the jobs whose programs were lost, says why, and keeps their logs", () => {
    expect(unfinished.map(({ metadata }) => metadata.name)).toEqual(["overdue", "running", "uploading"]);
    for (const job of unfinished) {
      const { status, metadata } = now(job) ?? job;
      const wellEnded = metadata.name === "uploading" ? ["Completed", "Failed"] : ["Failed", "Stopped"];
      expect(wellEnded).toContain(status?.trainingJobStatus);
      // Known from what the supervisor of before has written down.
      const why = metadata.name === "uploading" ? /ended well/ : /located|Lost|MaxRuntime/i;
      if (status?.trainingJobStatus === "Failed") expect(status.failureReason).toMatch(why);
      expect(after.logs[metadata.name]?.startsWith(before.logs[metadata.name] ?? "")).toBe(true);
    }
  });

  test("serves its endpoint again", async () => {
    await ok(
      home.kubectl("wait", "--for=jsonpath={.status.endpointStatus}=InService", ENDPOINT, "--timeout=60s"),
    );
    const data = join(EXAMPLE, "data/validation/abalone.validation");
    await eventually("an answer", 60, async () =>
      (await home.python(join(EXAMPLE, "predict.py"), "abalone-endpoint", data)).code === 0
        ? true
        : undefined,
    );
  });

  test("runs new jobs, and takes no name that is in use", async () => {
    const program = join(PROGRAMS, "ticking");
    await ok(home.slipway("train", program, "--name", "new", "--hp", "ticks=5", "--wait"));
    expect(await ok(home.slipway("logs", "trainingjob/new"))).toContain("tick 4 count=4");
    expect((await home.slipway("train", program, "--name", "scripted")).code).not.toBe(0);
  });
});

const statusOf = ({ status }: WorldObject): string => status?.trainingJobStatus ?? "";
