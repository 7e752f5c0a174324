import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, openSync, readdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import type { TrainingJob } from "@slipway/model/kinds/training-job/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { until } from "#lib/testing/until.ts";
import { widthOf } from "./output/width.ts";
import { TinyHome } from "./testing/tiny-home.ts";

const REDRAW = "\r\u001b[2K";
const JOBS = "/apis/sagemaker.services.k8s.aws/v1alpha1/namespaces/default/trainingjobs";

let home: TinyHome;
beforeEach(async () => {
  home = await new TinyHome().start();
  const temporary = join(home.folder, "tmp");
  mkdirSync(temporary);
  home.env["TMPDIR"] = temporary;
});
afterEach(() => home.stop());

/** What a process writes, as far as it has come, and its end. */
function watched(child: ChildProcess) {
  const seen = { stdout: "", stderr: "" };
  child.stdout?.on("data", (chunk: Buffer) => (seen.stdout += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (seen.stderr += chunk.toString()));
  const ended = once(child, "close").then(([exitCode]) => exitCode as number | null);
  return { child, seen, ended };
}

function program(name: string): void {
  mkdirSync(join(home.folder, name));
  writeFileSync(join(home.folder, name, "train.py"), "print()\n");
}

/** A job that is there, with a pod whose log is `lines`. */
function job(lines: readonly string[], status: object = { trainingJobStatus: "Completed" }): void {
  const stamped = lines.map((line, n) => `${new Date(1_767_225_600_000 + n).toISOString()} ${line}`);
  home.kubernetes.log("pod-a", stamped, true);
  home.kubernetes.put(`${JOBS}/j`, {
    apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
    kind: "TrainingJob",
    metadata: { name: "j", namespace: "default" },
    spec: {},
    status: { ...status, slipway: { pods: ["pod-a"] } },
  });
}

describe("what is printed", () => {
  const LINES = 200_000;
  const many = Array.from({ length: LINES }, (_, n) => `line ${n} of a program that tells much`);

  test("is whole however slowly it is read", async () => {
    job(many);
    const { child, seen, ended } = watched(home.spawn(["logs", "trainingjob/j"]));
    child.stdout?.pause();
    await pause(500);
    child.stdout?.resume();
    expect(await ended).toBe(0);
    expect(seen).toEqual({ stdout: `${many.join("\n")}\n`, stderr: "" });
  });

  test.each([
    [["logs", "trainingjob/j"]],
    [["get", "trainingjobs", "-o", "json"]],
    [["describe", "trainingjob/j"]],
  ])("%s ends quietly when its reader has seen enough", async (argv) => {
    job(many, { trainingJobStatus: "Completed", failureReason: "x".repeat(500_000) });
    const child = home.spawn(argv);
    const said = text(child.stderr as Readable);
    child.stdout?.once("data", () => child.stdout?.destroy());
    expect((await once(child, "exit"))[0]).toBe(0);
    expect(await said).toBe("");
  });

  test("says in one sentence that a disk is full", async () => {
    job(["a", "b"]);
    const full = openSync("/dev/full", "w");
    const child = home.spawn(["logs", "trainingjob/j"], { stdout: full });
    const said = text(child.stderr as Readable);
    expect((await once(child, "exit"))[0]).toBe(1);
    expect(await said).toBe("✗ the output cannot be written: ENOSPC: no space left on device, write\n");
  });
});

describe.each(["SIGINT", "SIGTERM"] as const)("%s", (signal) => {
  test("while the program is packed leaves no job and no file", async () => {
    program("p");
    writeFileSync(join(home.folder, "p", "big.bin"), "");
    truncateSync(join(home.folder, "p", "big.bin"), 500 * 1024 ** 2);
    const { child, ended } = watched(home.spawn(["train", "p"]));
    await until(() => readdirSync(join(home.folder, "tmp")).length > 0);
    child.kill(signal);
    expect(await ended).toBe(130);
    expect(readdirSync(join(home.folder, "tmp"))).toEqual([]);
    expect(home.kubernetes.written).toEqual([]);
  });

  test("while data is sent leaves no job, no object and no file", async () => {
    program("p");
    home.aws.silent = true;
    const { child, seen, ended } = watched(home.spawn(["train", "p", "--follow"]));
    await until(() => home.aws.calls.some((call) => call.startsWith("PUT /slipway-default/source/")));
    child.kill(signal);
    expect(await ended).toBe(130);
    expect(seen.stderr).toBe("\nInterrupted before the job was made: nothing runs.\n");
    expect(readdirSync(join(home.folder, "tmp"))).toEqual([]);
    expect(home.kubernetes.written).toEqual([]);
    expect([...home.aws.objects]).toEqual([]);
  });

  test("while a job is followed leaves it, and says how to follow it again", async () => {
    program("p");
    const { child, seen, ended } = watched(home.spawn(["train", "p", "--name", "j", "--follow"]));
    await until(() => home.kubernetes.objects.has(`${JOBS}/j`));
    await until(() => seen.stderr.includes("Pending"));
    child.kill(signal);
    expect(await ended).toBe(130);
    expect(seen.stderr).toMatch(/\nThe job goes on\. Follow it again: slipway logs -f trainingjob\/j\n$/);
    expect(home.kubernetes.objects.has(`${JOBS}/j`)).toBe(true);
  });

  test.each([
    [["wait", "trainingjob/j"]],
    [["get", "trainingjobs", "-w"]],
    [["logs", "-f", "trainingjob/j"]],
  ])("while %s waits ends it", async (argv) => {
    job([], { trainingJobStatus: "InProgress" });
    home.kubernetes.logs.clear();
    const { child, ended } = watched(home.spawn(argv));
    await until(() => home.kubernetes.calls.some((call) => call.includes("watch=true")));
    child.kill(signal);
    expect(await ended).toBe(130);
  });
});

test("A request larger than an endpoint takes is refused with its size, the limit and what to do", async () => {
  home.kubernetes.put(JOBS.replace("trainingjobs", "endpoints/e"), {
    apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
    kind: "Endpoint",
    metadata: { name: "e", namespace: "default" },
    spec: { endpointName: "e" },
  });
  writeFileSync(join(home.folder, "rows.csv"), "1,2\n".repeat(2 ** 21));
  const { exitCode, stderr } = await home.cli("predict", "endpoint/e", "--file", "rows.csv");
  expect(exitCode).toBe(1);
  expect(stderr).toContain("the request has 8388608 bytes; an endpoint takes 6291456 at most");
  expect(stderr).toContain("Send fewer rows at once.");
  writeFileSync(join(home.folder, "huge.yaml"), "a: 1\n".repeat(4 * 2 ** 20));
  expect((await home.cli("apply", "-f", "huge.yaml")).stderr).toContain(
    "20 MiB are more than is read of manifests",
  );
});

describe("a trace", () => {
  const trace = [
    "Traceback (most recent call last):",
    '  File "train.py", line 9, in <module>',
    "    main()",
    '  File "train.py", line 8, in main',
    "    raise ValueError('no column')",
    "ValueError: no column",
  ];
  const words = `SLIP-SCRIPT-006: train.py:8: ValueError: no column (train.py ended with exit code 1)\n${trace.join("\n")}`;
  const status = {
    trainingJobStatus: "Failed",
    failureReason: `AlgorithmError: ${words}, exit code: 1`,
    conditions: [{ type: "Finished", status: "False", reason: "Failed", message: words }],
  };
  const timesIn = (text: string) => text.split("ValueError('no column')").length - 1;

  test("of a job that is followed stands in its log alone, and its place first in what is said of it", async () => {
    program("p");
    const { seen, ended } = watched(home.spawn(["train", "p", "--name", "j", "--follow"]));
    await until(() => home.kubernetes.objects.has(`${JOBS}/j`));
    job(trace, status);
    expect(await ended).toBe(100);
    expect(seen.stdout).toBe(`${trace.join("\n")}\n`);
    expect(timesIn(seen.stderr)).toBe(0);
    expect(seen.stderr).toContain("  What  train.py:8: ValueError: no column (train.py ended");
  });

  test("stands once in what describe shows of the object", async () => {
    const secondaryStatusTransitions = [{ status: "Failed", statusMessage: `AlgorithmError: ${words}` }];
    job(trace, { ...status, secondaryStatusTransitions });
    expect(timesIn((await home.cli("describe", "trainingjob/j")).stdout)).toBe(1);
  });

  test.each(["wait", "why"])("is told by %s once, whole and indented as it was", async (command) => {
    job(trace, status);
    const { stdout, stderr } = await home.cli(command, "trainingjob/j");
    const said = stdout + stderr;
    expect(timesIn(said)).toBe(1);
    expect(said.replaceAll(/^ {2}(?: {6})?(?=\S| {2})/gm, "")).toContain(trace.join("\n"));
    expect(said).toMatch(/^ {2}(What {2})?train\.py:8: ValueError: no column \(train\.py ended/m);
  });
});

describe("on a terminal", () => {
  test("what describe has in tables is no wider than the terminal, and nothing of it is cut", async () => {
    const message = "0/1 nodes are available, for want of memory: ".repeat(4).trim();
    job([], { conditions: [{ type: "Scheduled", status: "False", reason: "Unschedulable", message }] });
    const { seen, ended } = watched(home.spawn(["describe", "trainingjob/j"], { terminal: true }));
    expect(await ended).toBe(0);
    const lines = seen.stdout.split("\r\n");
    const from = lines.findIndex((line) => line.startsWith("  Scheduled"));
    const table = lines.slice(
      from,
      lines.findIndex((line, at) => at > from && /^\S/.test(line)),
    );
    for (const line of table) expect(widthOf(line)).toBeLessThanOrEqual(80);
    expect(table.join(" ").replace(/\s+/g, " ")).toContain(message);
    expect((await home.cli("describe", "trainingjob/j")).stdout).toContain(message);
  });

  test("the states of a job are one line that is drawn anew, no wider than the terminal, below its log", async () => {
    program("p");
    const { seen, ended } = watched(
      home.spawn(["train", "p", "--name", "j", "--follow"], { terminal: true }),
    );
    await until(() => home.kubernetes.objects.has(`${JOBS}/j`));
    const made = home.kubernetes.objects.get(`${JOBS}/j`) as TrainingJob;
    const message = `Waiting for a machine: ${"0/1 nodes are available, ".repeat(10)}\nand more`;
    const waits = { trainingJobStatus: "InProgress", secondaryStatus: "Starting", slipway: { message } };
    home.kubernetes.put(`${JOBS}/j`, { ...made, status: waits } as TrainingJob);
    await until(() => seen.stdout.includes("Waiting for a machine: 0/1"));
    job(["epoch 1", "epoch 2"]);
    expect(await ended).toBe(0);
    const printed = seen.stdout.replaceAll("\r\n", "\n");
    expect(printed).toContain("epoch 1\nepoch 2\n");
    const drawn = printed.split(REDRAW).map((part) => part.split("\n")[0] ?? "");
    const waiting = drawn.filter((line) => line.includes("Waiting for a machine"));
    expect(waiting.length).toBeGreaterThan(0);
    for (const line of waiting) expect(widthOf(line)).toBeLessThanOrEqual(79);
    // What is drawn goes before anything is printed in its place.
    for (const line of printed.split("\n").slice(0, -1))
      expect(line.split(REDRAW).at(-1)).not.toContain("Waiting for a machine");
  });

  test("nothing is drawn where nobody looks", async () => {
    job(["a"]);
    const { seen, ended } = watched(home.spawn(["wait", "trainingjob/j"]));
    expect(await ended).toBe(0);
    for (const control of ["\r", "\u001b"]) expect(seen.stdout + seen.stderr).not.toContain(control);
  });
});
