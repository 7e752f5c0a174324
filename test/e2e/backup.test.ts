import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { awsClients } from "./support/aws-clients.ts";
import { EXAMPLE, eventually, Home, ok, podProcesses } from "./support/home.ts";
import { modelFiles } from "./support/model-files.ts";
import { processesBelow } from "./support/processes.ts";

const COUNTING = join(import.meta.dirname, "fixtures/counting");
const ENDPOINT = "endpoint.sagemaker.services.k8s.aws/abalone-endpoint";
const KINDS = "trainingjobs,models,endpointconfigs,endpoints.sagemaker.services.k8s.aws";
const TICKS = 150;

const schemaVersion = (home: Home): { schemaVersion: number; ports: object } =>
  JSON.parse(readFileSync(join(home.state, "state.json"), "utf8"));
const servers = (home: Home): readonly number[] =>
  processesBelow(home.state)
    .filter(({ commandLine }) => commandLine.includes("server.js"))
    .map(({ pid }) => pid);

describe("a backup of a home that trains and serves", () => {
  let home: Home;
  let copy: Home;
  let file: string;
  beforeAll(async () => {
    home = await Home.up();
    file = join(mkdtempSync(join(tmpdir(), "slipway-backup-")), "home.tar.gz");
    await ok(home.aws("s3", "mb", "s3://abalone-example"));
    await ok(home.aws("s3", "cp", "--recursive", join(EXAMPLE, "data"), "s3://abalone-example/"));
    await ok(home.kubectl("apply", "-f", join(EXAMPLE, "training.yaml"), "-f", join(EXAMPLE, "deploy.yaml")));
    await ok(home.slipway("wait", ENDPOINT, "--timeout", "2m"));
    await ok(home.slipway("train", COUNTING, "--name", "under-way", "--hp", `ticks=${TICKS}`));
    await eventually("the first ticks", 60, async () =>
      (await home.slipway("logs", "trainingjob/under-way")).stdout.includes("tick 5 ") ? true : undefined,
    );
  });
  afterAll(async () => {
    rmSync(join(file, ".."), { recursive: true, force: true });
    await copy?.down();
    await home.down();
  });

  const predictions = (of: Home): Promise<string> =>
    ok(
      of.python(
        join(EXAMPLE, "predict.py"),
        "abalone-endpoint",
        join(EXAMPLE, "data/validation/abalone.validation"),
      ),
    );
  const model = async (of: Home) =>
    modelFiles(awsClients(of).s3, "s3://abalone-example/models/abalone-xgboost/output/model.tar.gz");

  test("is one file of the owner's own, made while everything goes on", async () => {
    const before = podProcesses(home).map(({ pid }) => pid);
    await ok(home.slipway("backup", file));
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(podProcesses(home).map(({ pid }) => pid)).toEqual(expect.arrayContaining(before));
    const content = readFileSync(file);
    const again = await home.slipway("backup", file);
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining("SLIP-STATE-007")]);
    expect(readFileSync(file).equals(content)).toBe(true);
    await ok(home.slipway("backup", file, "--overwrite"));
  });

  test("is not restored over the home that runs", async () => {
    const { code, stderr } = await home.slipway("restore", file, "--replace");
    expect([code, stderr]).toEqual([5, expect.stringContaining("SLIP-STATE-001")]);
  });

  test("restored into an empty folder it is a home; its ports are the first one's until it gets new ones", async () => {
    copy = new Home();
    expect(await ok(copy.slipway("restore", file))).toContain("slipway up --detach");
    expect(servers(copy)).toEqual([]);
    const again = await copy.slipway("restore", file);
    expect([again.code, again.stderr]).toEqual([5, expect.stringContaining("SLIP-STATE-013")]);
    const taken = await copy.slipway("up", "--detach");
    expect([taken.code, taken.stderr]).toEqual([1, expect.stringContaining("SLIP-STATE-003")]);
    expect(servers(copy)).toEqual([]);
    await copy.start("--new-ports");
    expect(copy.env["AWS_ENDPOINT_URL"]).not.toBe(home.env["AWS_ENDPOINT_URL"]);
  });

  test("it has the same objects, logs and models", async () => {
    const names = (of: Home): Promise<string> => ok(of.kubectl("get", KINDS, "-o", "name"));
    expect(await names(copy)).toBe(await names(home));
    const log = (of: Home): Promise<string> => ok(of.slipway("logs", "trainingjob/abalone-xgboost"));
    expect(await log(copy)).toContain("[49]");
    expect(await log(copy)).toBe(await log(home));
    expect(await model(copy)).toEqual(await model(home));
  });

  test("it serves the same predictions, by processes of its own", async () => {
    await ok(copy.slipway("wait", ENDPOINT, "--timeout", "1m"));
    expect(await predictions(copy)).toBe(await predictions(home));
    const programs = (of: Home) =>
      podProcesses(of).filter(({ commandLine }) => /^\S*node \S+ algorithm xgboost serve$/.test(commandLine));
    expect([programs(copy).length, programs(home).length]).toEqual([1, 1]);
  });

  test("a job that was under way is lost there, and says so; here it goes on to its end", async () => {
    const { code, stderr } = await copy.slipway("wait", "trainingjob/under-way", "--timeout", "1m");
    expect([code, stderr]).toEqual([100, expect.stringContaining("folder is gone from this machine")]);
    await ok(home.slipway("wait", "trainingjob/under-way", "--timeout", "2m"));
    const log = await ok(home.slipway("logs", "trainingjob/under-way"));
    expect([...log.matchAll(/^tick /gm)]).toHaveLength(TICKS);
  });

  test("restored over the first one, which it replaces, it is found by clients that were set up for that", async () => {
    await ok(home.slipway("down", "--all"));
    expect(await ok(home.slipway("restore", file, "--replace"))).toContain("What was there is in");
    await ok(home.slipway("up", "--detach"));
    await ok(home.slipway("wait", ENDPOINT, "--timeout", "1m"));
    expect(await predictions(home)).toMatch(/rmse [\d.]+/);
  });

  test("it stays when the first one is gone", async () => {
    await home.slipway("down");
    expect(await predictions(copy)).toMatch(/rmse [\d.]+/);
  });
});

describe("a state folder", () => {
  let home: Home;
  beforeAll(async () => {
    home = new Home();
  });
  afterAll(() => home.down());

  test("that several start at once gets one server, and the others find it or say that it is there", async () => {
    const results = await Promise.all([1, 2, 3, 4].map(() => home.slipway("up", "--detach")));
    const winners = results.filter(({ code }) => code === 0);
    expect(winners.length).toBeGreaterThanOrEqual(1);
    for (const { code, stderr } of results.filter((result) => result.code !== 0))
      expect([code, stderr]).toEqual([5, expect.stringContaining("SLIP-STATE-001")]);
    expect(servers(home)).toEqual([home.pid]);
    await home.start();
    expect(servers(home)).toEqual([home.pid]);
    expect((await home.kubectl("get", "namespaces", "-o", "name")).stdout).toContain("namespace/default");
  });

  test("of a newer version is refused and left as it is", async () => {
    await ok(home.slipway("down"));
    const state = schemaVersion(home);
    const newer = JSON.stringify({ ...state, schemaVersion: state.schemaVersion + 1, of: "the future" });
    writeFileSync(join(home.state, "state.json"), newer);
    for (const command of [["up", "--detach"], ["up"]]) {
      const { code, stderr } = await home.slipway(...command);
      expect([code, stderr]).toEqual([1, expect.stringContaining("SLIP-STATE-002")]);
      expect(stderr).toContain(`schema version ${state.schemaVersion + 1}`);
    }
    expect(readFileSync(join(home.state, "state.json"), "utf8")).toBe(newer);
    expect(servers(home)).toEqual([]);
    expect(existsSync(join(home.state, "server.json"))).toBe(false);
    writeFileSync(join(home.state, "state.json"), JSON.stringify(state));
  });

  test("of an older version is brought up to this one, with its ports", async () => {
    const state = schemaVersion(home);
    writeFileSync(join(home.state, "state.json"), JSON.stringify({ ...state, schemaVersion: 0 }));
    await home.start();
    expect(schemaVersion(home)).toEqual(state);
    expect((await home.kubectl("get", "namespaces", "-o", "name")).stdout).toContain("namespace/default");
  });

  test("that is no state folder is refused with what is wrong with it", async () => {
    await ok(home.slipway("down"));
    const good = readFileSync(join(home.state, "state.json"));
    writeFileSync(join(home.state, "state.json"), "{ half a fi");
    const { code, stderr } = await home.slipway("up", "--detach");
    expect([code, stderr]).toEqual([1, expect.stringContaining("SLIP-STATE-004")]);
    expect(stderr).toContain("state.json");
    writeFileSync(join(home.state, "state.json"), good);
  });
});
