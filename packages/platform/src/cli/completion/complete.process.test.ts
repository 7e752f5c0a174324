import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Resource } from "@slipway/model";
import { KINDS } from "@slipway/model/kinds/all.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { COMMANDS } from "../command-table.ts";
import { TinyHome } from "../testing/tiny-home.ts";
import { completionScript, SHELLS } from "./script.ts";
import { argumentSource } from "./sources.ts";

const run = promisify(execFile);
const API_VERSION = "sagemaker.services.k8s.aws/v1alpha1";

let home: TinyHome;
beforeEach(async () => {
  home = await new TinyHome().start();
  put("TrainingJob", "trainingjobs", "churn-1");
  put("TrainingJob", "trainingjobs", "both");
  put("Endpoint", "endpoints", "both");
  put("Model", "models", "m-1");
});
afterEach(() => home.stop());

function put(kind: string, plural: string, name: string): void {
  home.kubernetes.put(`/apis/${API_VERSION}/namespaces/default/${plural}/${name}`, {
    apiVersion: API_VERSION,
    kind,
    metadata: { name, namespace: "default" },
  } as Resource);
}

const NO_FILES = ":4";
const FILES = ":0";

/** The values that are offered, and the directive. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const { exitCode, stdout, stderr } = await home.cli("complete", "--", ...words);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => line.split("\t")[0] ?? "");
}

describe("What is completed", () => {
  test("commands, with what they do", async () => {
    expect(await offered("lo")).toEqual(["logs", NO_FILES]);
    expect((await home.cli("complete", "--", "lo")).stdout).toMatch(/^logs\tprint what/);
    expect(await offered("--state", "x", "descr")).toEqual(["describe", NO_FILES]);
    expect(await offered("nonsense", "")).toEqual([NO_FILES]);
  });

  test("options of the command and of all, and what is chosen among", async () => {
    expect(await offered("train", "x", "--in")).toEqual([
      "--input",
      "--instance-type",
      "--instance-count",
      NO_FILES,
    ]);
    expect(await offered("get", "--names")).toEqual(["--namespace", NO_FILES]);
    expect(await offered("completion", "")).toEqual([...SHELLS, NO_FILES]);
    expect(await offered("data", "")).toEqual(["ls", "rm", "clean", NO_FILES]);
    expect(await offered("get", "x", "-o", "j")).toEqual(["json", "jsonpath=", NO_FILES]);
    expect(await offered("get", "x", "--output=y")).toEqual(["yaml", NO_FILES]);
    expect(await offered("train", "x", "--instance-type", "ml.m5.24")).toEqual(["ml.m5.24xlarge", NO_FILES]);
  });

  test("names of objects that the command is about, with their kind where several bear one", async () => {
    expect((await offered("why", "")).toSorted()).toEqual(
      [NO_FILES, "churn-1", "endpoint/both", "m-1", "trainingjob/both"].toSorted(),
    );
    expect(await offered("stop", "")).toEqual(["churn-1", "both", NO_FILES]);
    expect(await offered("predict", "")).toEqual(["both", NO_FILES]);
    expect(await offered("model", "get", "m")).toEqual(["m-1", NO_FILES]);
    expect(await offered("describe", "tj/c")).toEqual(["tj/churn-1", NO_FILES]);
    expect(await offered("delete", "trainingjob", "c")).toEqual(["churn-1", NO_FILES]);
    expect(await offered("get", "nodep")).toEqual(["nodepools", NO_FILES]);
  });

  test("files where a place on this machine is meant, and another program's line", async () => {
    for (const words of [
      ["train", ""],
      ["apply", "-f", ""],
      ["predict", "e", "--file", ""],
      ["train", "x", "--", "py"],
    ])
      expect(await offered(...words)).toEqual([FILES]);
  });

  test("in the namespace that is written already", async () => {
    await offered("logs", "-n", "team", "");
    expect(home.kubernetes.calls.some((call) => call.includes("/namespaces/team/trainingjobs"))).toBe(true);
  });
});

describe("Completion is silent", () => {
  test("where no home was ever started, none runs, or it does not know the caller", async () => {
    expect(await offered("logs", "--state", "empty", "")).toEqual([NO_FILES]);
    (home.connection.kubernetes as { token: string }).token = "another";
    expect(await offered("logs", "")).toEqual([NO_FILES]);
    await home.goAway();
    expect(await offered("logs", "")).toEqual([NO_FILES]);
  });

  test("asks a home once for each kind, and for no more than a page", async () => {
    home.kubernetes.calls.length = 0;
    await offered("why", "");
    expect(home.kubernetes.calls.length).toBe(KINDS.length);
    expect(home.kubernetes.calls.every((call) => call.includes("limit=200"))).toBe(true);
    home.kubernetes.calls.length = 0;
    await offered("lo");
    expect(home.kubernetes.calls).toEqual([]);
  });
});

test("Every argument of a command has values to offer, files, or nothing by intent", () => {
  const free = [
    "apply",
    "env",
    "up",
    "down",
    "status",
    "demo",
    "doctor",
    "install",
    "uninstall",
    "completion",
  ];
  const without = COMMANDS.map(({ name }) => name).filter((name) => argumentSource(name, 1) === undefined);
  expect(without.toSorted()).toEqual(free.toSorted());
});

describe("The script", () => {
  test("is given for each shell, and for no other", async () => {
    for (const shell of SHELLS) {
      const { exitCode, stdout } = await home.cli("completion", shell);
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/slipway.* complete|slipway complete/);
    }
    expect((await home.cli("completion", "tcsh")).exitCode).toBe(2);
  });

  test("works in a bash without bash-completion, sourced twice, behind an equals sign too", async () => {
    const folder = await mkdtemp(join(tmpdir(), "slipway-complete-"));
    try {
      await writeFile(join(folder, "completion.bash"), completionScript("bash"));
      // Stands for the program: answers with what it was asked, so that the words that arrive are seen.
      await writeFile(join(folder, "slipway"), '#!/bin/sh\nprintf "%s\\tx\\n" "$*" json; echo :4\n', {
        mode: 0o755,
      });
      const script = `. ./completion.bash; . ./completion.bash
        shopt -u progcomp; unset -f _get_comp_words_by_ref; compopt() { :; }
        COMP_WORDS=(slipway get --output = j later); COMP_CWORD=4; __slipway_complete; echo "$COMPREPLY"
        cur=; COMP_WORDS=(slipway complete); COMP_CWORD=1; __slipway_complete; echo "$COMPREPLY"
        complete -p slipway`;
      const { stdout, stderr } = await run("bash", ["--norc", "--noprofile", "-c", script], {
        cwd: folder,
        env: { PATH: `${folder}:${process.env["PATH"]}` },
      });
      expect(stderr).toBe("");
      expect(stdout.split("\n").slice(0, 3)).toEqual([
        "json",
        "complete -- complete",
        "complete -o default -F __slipway_complete slipway",
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
