import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ProcessingJob } from "@slipway/model/kinds/processing-job/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TinyHome } from "../testing/tiny-home.ts";

let home: TinyHome;
beforeEach(async () => {
  home = await new TinyHome().start();
});
afterEach(() => home.stop());

function write(name: string, text = ""): void {
  const path = join(home.folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
}

const spec = () => (home.kubernetes.written.at(-1) as ProcessingJob).spec;

/** Names below a prefix that was sent. */
const sentBelow = (uri = ""): readonly string[] => {
  const prefix = uri.replace("s3://", "");
  return [...home.aws.objects.keys()]
    .filter((key) => key.includes(prefix))
    .map((key) => key.slice(key.indexOf(prefix) + prefix.length))
    .sort();
};

/** Eleven inputs, with the program's. */
const many = Array.from({ length: 10 }, (_, i) => ["--input", `d${i}=s3://lake/d${i}/`]).flat();

describe("slipway process", () => {
  test("sends a program file by file, its data and its arguments, and names where results go", async () => {
    write("prep/process.py", "print(1)");
    write("prep/lib/helper.py", "X = 1");
    write("rows.csv", "1,2\n");
    const said = await home.cli(
      "process",
      "prep",
      "--name",
      "j",
      "--input",
      "rows.csv",
      "--",
      "--share",
      "0.2",
    );
    expect(said).toMatchObject({ exitCode: 0, stdout: "processingjob/j\n" });
    const { processingInputs = [], processingOutputConfig, appSpecification } = spec();
    expect(appSpecification).toEqual({
      imageURI: "slipway.dev/script",
      containerEntrypoint: ["python3", "/opt/ml/processing/input/code/process.py"],
      containerArguments: ["--share", "0.2"],
    });
    expect(processingInputs.map(({ inputName, s3Input }) => [inputName, s3Input?.localPath])).toEqual([
      ["code", "/opt/ml/processing/input/code"],
      ["data", "/opt/ml/processing/input/data"],
    ]);
    expect(sentBelow(processingInputs[0]?.s3Input?.s3URI)).toEqual(["lib/helper.py", "process.py"]);
    expect(sentBelow(processingInputs[1]?.s3Input?.s3URI)).toEqual(["rows.csv"]);
    expect(processingOutputConfig?.outputs).toEqual([
      {
        outputName: "results",
        s3Output: {
          s3URI: "s3://slipway-default/jobs/j/results/",
          localPath: "/opt/ml/processing/output/results",
          s3UploadMode: "EndOfJob",
        },
      },
    ]);
  });

  test("takes one program with its requirements, names of data and places of results", async () => {
    write("prep.py", "print(1)");
    write("requirements.txt", "numpy\n");
    const { exitCode } = await home.cli(
      ...["process", "prep.py", "--input", "raw=s3://lake/raw/", "--env", "A=b", "--max-runtime", "1h"],
      ...["--result", "train", "--result", "test=s3://lake/test/"],
    );
    expect(exitCode).toBe(0);
    const { processingInputs = [], processingOutputConfig, environment, stoppingCondition } = spec();
    expect(sentBelow(processingInputs[0]?.s3Input?.s3URI)).toEqual(["prep.py", "requirements.txt"]);
    expect(processingInputs[1]?.s3Input).toMatchObject({
      s3URI: "s3://lake/raw/",
      localPath: "/opt/ml/processing/input/raw",
    });
    expect(
      processingOutputConfig?.outputs?.map(({ outputName, s3Output }) => [outputName, s3Output?.s3URI]),
    ).toEqual([
      ["train", expect.stringMatching(/^s3:\/\/slipway-default\/jobs\/prep-[\d-]+\/train\/$/)],
      ["test", "s3://lake/test/"],
    ]);
    expect([environment, stoppingCondition]).toEqual([{ A: "b" }, { maxRuntimeInSeconds: 3_600 }]);
  });

  test.each([
    [
      "a folder without a program of that name",
      ["process", "empty"],
      /^empty holds no process\.py.*slipway process empty\/a\.py/,
    ],
    [
      "a program that only the system could start",
      ["process", "tool"],
      /^tool is no program for it: give a \.py file/,
    ],
    ["data in a program's place", ["process", "rows.csv"], /slipway process PROGRAM --input rows\.csv/],
    ["a name that AWS would not take", ["process", "p.py", "--name", "Bad_Name"], /^--name Bad_Name: /],
    [
      "an image without a name",
      ["process", "p.py", "--image", ""],
      /^--image: expected the name of an image/,
    ],
    ["more data than AWS takes", ["process", "p.py", ...many], /^--input: /],
    [
      "results that go to this machine",
      ["process", "p.py", "--result", "a=./here"],
      /^--result a=\.\/here: results go to s3:/,
    ],
    ["a result's name that is a path", ["process", "p.py", "--result", "../x"], /can be no result's name/],
    [
      "two results of one name",
      ["process", "p.py", "--result", "a", "--result", "a"],
      /^--result a is given twice/,
    ],
    [
      "data under the program's name",
      ["process", "p.py", "--input", "code=rows.csv"],
      /^--input code: that name is/,
    ],
  ])("refuses %s before anything is made", async (_, argv, sentence) => {
    write("empty/a.py", "print(1)");
    write("p.py", "print(1)");
    write("tool", "#!/bin/sh\n");
    chmodSync(join(home.folder, "tool"), 0o755);
    write("rows.csv", "1\n");
    const { stderr, exitCode } = await home.cli(...argv, "-o", "json");
    expect(exitCode).not.toBe(0);
    expect(JSON.parse(stderr).error.what).toMatch(sentence);
    expect(home.kubernetes.written).toEqual([]);
  });
});
