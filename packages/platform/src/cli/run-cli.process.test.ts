import { afterEach, beforeEach, expect, test } from "vitest";
import { EXIT } from "./errors/exit-code.ts";
import { TinyHome } from "./testing/tiny-home.ts";

let home: TinyHome;
beforeEach(async () => {
  home = await new TinyHome().start();
});
afterEach(() => home.stop());

test("Help names every command on stdout and is no error; so is calling it without anything", async () => {
  for (const argv of [["--help"], [], ["help"]]) {
    const { exitCode, stdout, stderr } = await home.cli(...argv);
    expect(exitCode).toBe(0);
    expect(stderr).toBe("");
    for (const name of ["up", "down", "status", "env", "demo", "apply", "get", "describe", "delete", "wait"])
      expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"));
    for (const name of ["logs", "why", "train", "deploy", "predict", "backup", "doctor"])
      expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"));
  }
});

test("Help tells every exit code, and fits a terminal of 80 columns", async () => {
  const { stdout } = await home.cli("--help");
  const codes = stdout.slice(stdout.indexOf("Exit codes:"));
  expect(Object.values(EXIT).filter((code) => !new RegExp(`\\b${code} `).test(codes))).toEqual([]);
  expect(codes.split("\n").filter((line) => line.length > 80)).toEqual([]);
});

test("A command's own help shows its options, both ways of asking", async () => {
  const { stdout } = await home.cli("help", "train");
  expect(stdout).toContain("--hp <name=value>");
  expect((await home.cli("train", "--help")).stdout).toBe(stdout);
});

test("The version is printed alone", async () => {
  expect(await home.cli("--version")).toEqual({ exitCode: 0, stdout: "1.2.3\n", stderr: "" });
});

test("A misspelt command, option or format is a usage error that says what was probably meant", async () => {
  const command = await home.cli("traim", "x");
  expect(command.exitCode).toBe(2);
  expect(command.stdout).toBe("");
  expect(command.stderr).toMatch(/^✗ SLIP-CLI-001 /);
  expect(command.stderr).toMatch(/did you mean train\?/);
  const option = await home.cli("get", "pods", "--namespase", "x");
  expect(option.exitCode).toBe(2);
  expect(option.stderr).toMatch(/Did you mean --namespace\?/);
  expect((await home.cli("--namespase", "x")).stderr).toMatch(/did you mean --namespace\?/);
  const format = await home.cli("get", "pods", "-o", "xml");
  expect(format.exitCode).toBe(2);
  expect(format.stderr).toMatch(/expected table, wide, name, csv, json, yaml or jsonpath.*got "xml"/s);
});

test("An error says what, why and what to do, on stderr, without a trace unless -v asks for it", async () => {
  const { exitCode, stdout, stderr } = await home.cli("get", "trainingjob/none");
  expect(exitCode).toBe(3);
  expect(stdout).toBe("");
  expect(stderr.split("\n").map((line) => line.slice(0, 8).trimEnd())).toEqual([
    "✗ SLIP-A",
    "  What",
    "  Why",
    "  Do",
    "",
  ]);
  expect(stderr).toContain('trainingjobs "none" not found');
  expect((await home.cli("get", "trainingjob/none", "-v")).stderr).toMatch(/\n\s+at /);
});

test("With -o json an error is an object on stderr, also where the line cannot be parsed", async () => {
  const missing = await home.cli("get", "trainingjob/none", "-o", "json");
  expect(JSON.parse(missing.stderr)).toMatchObject({
    error: {
      code: "SLIP-API-001",
      what: expect.stringContaining("none"),
      exitCode: 3,
      do: expect.any(String),
    },
  });
  const usage = await home.cli("get", "--nonsense", "-o", "json");
  expect(JSON.parse(usage.stderr)).toMatchObject({ error: { code: "SLIP-CLI-001", exitCode: 2 } });
});

test("Wrong credentials, a server that is not there and a folder without a home have exit codes of their own", async () => {
  (home.connection.kubernetes as { token: string }).token = "another";
  expect((await home.cli("get", "pods")).exitCode).toBe(4);
  await home.goAway();
  const gone = await home.cli("get", "pods");
  expect(gone.exitCode).toBe(6);
  expect(gone.stderr).toMatch(/SLIP-CLIENT-001.*ECONNREFUSED/s);
  expect((await home.cli("get", "pods", "--state", "empty")).exitCode).toBe(6);
});

test("A kind that the server does not know is not found, with a guess; kinds it does know need no list here", async () => {
  const unknown = await home.cli("get", "trainngjob");
  expect(unknown.exitCode).toBe(3);
  expect(unknown.stderr).toMatch(/did you mean trainingjob\?/);
  home.kubernetes.put("/apis/slipway.dev/v1alpha1/nodepools/gpu", {
    apiVersion: "slipway.dev/v1alpha1",
    kind: "NodePool",
    metadata: { name: "gpu" },
  });
  expect((await home.cli("get", "np", "-o", "name")).stdout).toBe("nodepool.slipway.dev/gpu\n");
});

test("An interrupted command ends with 130", async () => {
  const job = {
    apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
    kind: "TrainingJob",
    metadata: { name: "a" },
  };
  home.kubernetes.put("/apis/sagemaker.services.k8s.aws/v1alpha1/namespaces/default/trainingjobs/a", job);
  setTimeout(() => home.interrupt.abort(), 100);
  expect((await home.cli("wait", "trainingjob/a")).exitCode).toBe(130);
});
