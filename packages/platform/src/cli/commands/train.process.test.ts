import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { TrainingJob } from "@slipway/model/kinds/training-job/index.ts";
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

const spec = () => (home.kubernetes.written.at(-1) as TrainingJob).spec;

/** What the archive that was sent last holds, by GNU tar. */
function sent(): readonly string[] {
  const [key = ""] = [...home.aws.objects.keys()].filter((name) => name.includes("/source/")).slice(-1);
  const path = join(home.folder, "sent.tar");
  writeFileSync(path, gunzipSync(home.aws.objects.get(key) ?? Buffer.alloc(0)));
  return execFileSync("tar", ["-tf", path], { encoding: "utf8" }).trim().split("\n");
}

/** The sentence of a refusal, whose lines are wrapped for people. */
async function refusal(...argv: readonly string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await home.cli("train", ...argv, "-o", "json");
  expect([exitCode, stdout, home.kubernetes.written]).toEqual([expect.any(Number), "", []]);
  expect(exitCode).not.toBe(0);
  return (JSON.parse(stderr) as { error: { what: string } }).error.what;
}

describe("Data without a channel's name", () => {
  test.each([
    ["data.csv", "train"],
    ["s3://lake/year=2024/", "train"],
    ["./a=b.csv", "train"],
    ["validation=data.csv", "validation"],
    ["validation=s3://lake/year=2024/", "validation"],
    ["train=~/data.csv", "train"],
  ])("--input %s is the channel %s", async (input, channel) => {
    write("p/train.py");
    write("data.csv", "1,2\n");
    write("a=b.csv", "1,2\n");
    expect((await home.cli("train", "p", "--input", input)).stderr).not.toContain("✗");
    expect(spec().inputDataConfig).toMatchObject([{ channelName: channel }]);
  });

  test.each([
    [
      "--input a.csv --input b.csv",
      /^--input train is given twice, as a\.csv and b\.csv; name the channels: --input train=a\.csv --input CHANNEL=b\.csv$/,
    ],
    ["--input train=nothere.csv", /^--input train=nothere\.csv: there is no such file or folder$/],
    [
      "--input https://host/data.csv",
      /^--input https:\/\/host\/data\.csv: data is a file, a folder or s3:\/\/BUCKET\/PREFIX; fetch it first$/,
    ],
    [
      "--input C:\\data\\x.csv",
      /that is a path of Windows; write it as \/mnt\/c\/data\/x\.csv \(where WSL has that drive\)$/,
    ],
    ["--input train=", /expected a file, a folder or s3/],
  ])("%s is refused before anything is sent", async (words, sentence) => {
    for (const name of ["p/train.py", "a.csv", "b.csv"]) write(name);
    expect(await refusal("p", ...words.split(" "))).toMatch(sentence);
    expect(home.aws.calls).toEqual([]);
  });
});

describe("What cannot be trained says what can", () => {
  test.each([
    [
      "fit.ipynb",
      "fit.ipynb is a notebook, which is not run as it is; make it a program with `jupyter nbconvert --to script fit.ipynb` and run: slipway train fit.py",
    ],
    ["code.zip", "code.zip is an archive; unpack it and give the folder"],
    ["code.tar.gz", "code.tar.gz is an archive; unpack it and give the folder"],
    ["rows.csv", "rows.csv is data and no program; give it to one: slipway train PROGRAM --input rows.csv"],
    ["job.yaml", "job.yaml is no program; a manifest is applied: slipway apply -f job.yaml"],
    [
      "C:\\Users\\me\\train.py",
      "C:\\Users\\me\\train.py is a path of Windows; write it as /mnt/c/Users/me/train.py (where WSL has that drive)",
    ],
    [".\\churn", ".\\churn is a path of Windows; write it as ./churn"],
    [
      "s3://lake/code.tar.gz",
      "s3://lake/code.tar.gz is in a bucket, and what is trained comes from this machine; fetch it and give its folder",
    ],
    [
      "https://github.com/a/b",
      "https://github.com/a/b is not on this machine; fetch it (git clone) and give its folder",
    ],
    ["fit.ipny", "fit.ipny: there is no such file or folder; did you mean fit.ipynb?"],
    [
      "README.md",
      "README.md is no program: give a .py or a .sh file, or make it executable (chmod +x README.md) if it is one",
    ],
    [
      "tests-only --hp sagemaker_program=notes.txt",
      "tests-only/notes.txt is no program: give a .py or a .sh file, or make it executable (chmod +x tests-only/notes.txt) if it is one",
    ],
    ["tests-only", "tests-only holds no train.py, and no other program"],
    [
      "notebooks/",
      "notebooks/ holds no train.py; notebooks/fit.ipynb is a notebook, which is not run as it is; make it a program with `jupyter nbconvert --to script notebooks/fit.ipynb` and run: slipway train notebooks/fit.py",
    ],
    ["one", "one holds no train.py; name the program that is meant: slipway train one/fit.py"],
    [
      "several",
      "several holds no train.py; name the program that is meant: slipway train several --hp sagemaker_program=src/fit.py, or with helpers.py for it",
    ],
    [
      "package",
      "package holds no train.py; name the program that is meant: slipway train package -- python -m churn, or with run.sh, churn/model.py for it",
    ],
  ])("%s", async (given, sentence) => {
    for (const name of [
      "fit.ipynb",
      "code.zip",
      "code.tar.gz",
      "rows.csv",
      "job.yaml",
      "README.md",
      "tests-only/notes.txt",
      "notebooks/fit.ipynb",
    ])
      write(name);
    for (const name of ["tests-only/test_fit.py", "one/fit.py", "several/helpers.py"]) write(name);
    write("several/src/fit.py", 'if __name__ == "__main__":\n    main()\n');
    for (const name of ["package/churn/__main__.py", "package/churn/model.py", "package/run.sh"]) write(name);
    expect(await refusal(...given.split(" "))).toBe(sentence);
  });

  test("a program that is named runs with its hyperparameters, among its folder's files", async () => {
    write("p/fit.py");
    write("p/lib.py");
    await home.cli("train", "p", "--hp", "sagemaker_program=fit.py", "--hp", "depth=3");
    expect(spec().hyperParameters).toMatchObject({ sagemaker_program: "fit.py", depth: "3" });
    expect(sent()).toEqual(["fit.py", "lib.py"]);
    home.kubernetes.written.length = 0;
    expect(await refusal("p", "--hp", "sagemaker_program=fitt.py")).toMatch(/^p holds no fitt\.py; name/);
  });
});

describe("Options of the program that were given to Slipway", () => {
  test.each([
    ["train p --epochs 3", "slipway train p --hp epochs=3"],
    [
      "train p --epochs=3 --follow --lr -0.5 --name j",
      "slipway train p --follow --name j --hp epochs=3 --hp lr=-0.5",
    ],
    ["train --epochs 3 p -f", "slipway train p -f --hp epochs=3"],
    ["train p/fit.py --fast", "slipway train p/fit.py -- python fit.py --fast"],
    ["train p --epochs 3 --fast", "slipway train p -- python train.py --epochs 3 --fast"],
    ["train p --fast -- python -m x", "slipway train p -- python -m x --fast"],
    ["train p -e 3", "slipway train p --hp e=3"],
  ])("slipway %s: the command that was meant", async (line, meant) => {
    write("p/train.py");
    write("p/fit.py");
    const { stderr, exitCode } = await home.cli(...line.split(" "), "-o", "json");
    expect(exitCode).toBe(2);
    // Slipway's own options are kept where they stood.
    const { what } = (JSON.parse(stderr) as { error: { what: string } }).error;
    expect(what.replace(" -o json", "")).toMatch(
      /^unknown option '--?\w+(=3)?'(?: \(did you mean --wait\?\))?; if it is the program's, give it like this: /,
    );
    expect(what.replace(" -o json", "").split("like this: ")[1]).toBe(meant);
  });

  test("an option of Slipway's that is misspelt is still one of Slipway's", async () => {
    write("p/train.py");
    expect(await refusal("p", "--folow")).toMatch(/^unknown option '--folow' \(did you mean --follow\?\); /);
  });
});

describe("A program that is sent alone", () => {
  test("is sent with the files that say what to install, and with no others", async () => {
    write("fit.py", "print()");
    write("requirements.txt", "-r base.txt\n-c ./limits.txt\n-r ../outside.txt\nsix\n");
    for (const name of ["base.txt", "limits.txt", "pyproject.toml", "uv.lock", "notes.txt", "other.py"])
      write(name);
    const { stderr } = await home.cli("train", "fit.py");
    expect(sent()).toEqual([
      "base.txt",
      "fit.py",
      "limits.txt",
      "pyproject.toml",
      "requirements.txt",
      "uv.lock",
    ]);
    expect(stderr).toContain(
      "Sent with it: requirements.txt, pyproject.toml, uv.lock, base.txt, limits.txt\n",
    );
  });

  test("tells of modules that lie beside it", async () => {
    write("p/fit.py", "import os\nfrom features import x\nimport lib.deep\n");
    write("p/features.py");
    write("p/lib/__init__.py");
    const { stderr } = await home.cli("train", "p/fit.py");
    expect(stderr).toContain(
      "Hint: fit.py imports features, lib, which lies beside it and is not sent; send the folder: slipway train p --hp sagemaker_program=fit.py\n",
    );
  });
});

describe("Files that a program names and that are not sent", () => {
  test("are told of, with the option that sends them", async () => {
    write("data/rows.csv");
    write("p/.gitignore", "big.bin\nwritten.json\n");
    write("p/big.bin");
    write("p/written.json");
    write("p/sent.json");
    const python = [
      'read("../data/rows.csv"); read("../data/rows.csv")',
      'read("sent.json"); read("not-there.csv"); read("/etc/hostname.conf")',
      "read('big.bin'); open('written.json', 'w'); open('written.json', mode=\"ab\")",
    ];
    write("p/train.py", python.join("\n"));
    const { stderr } = await home.cli("train", "p");
    expect(stderr.split("\n").filter((line) => line.startsWith("Hint: "))).toEqual([
      "Hint: train.py names ../data/rows.csv, which is not sent; give it as data: --input data/rows.csv, and read it as rows.csv in the folder SM_CHANNEL_TRAIN",
      "Hint: train.py names big.bin, which is not sent; give it as data: --input p/big.bin, and read it as big.bin in the folder SM_CHANNEL_TRAIN",
    ]);
  });

  test("also where a command names them", async () => {
    write("rows.csv");
    write("p/fit.py");
    const { stderr } = await home.cli("train", "p", "--", "python", "fit.py", "--data", "rows.csv");
    expect(stderr).toContain(
      "Hint: the command names rows.csv, which is not sent; give it as data: --input rows.csv",
    );
  });
});

describe("Metrics", () => {
  test("are given by name and expression, and become the job's definitions", async () => {
    write("p/train.py");
    await home.cli("train", "p", "--metric", "loss=loss=([0-9.]+)", "--metric", "val:acc=acc: (\\S+)");
    expect(spec().algorithmSpecification.metricDefinitions).toEqual([
      { name: "loss", regex: "loss=([0-9.]+)" },
      { name: "val:acc", regex: "acc: (\\S+)" },
    ]);
  });

  test.each([
    ["loss", /^--metric loss: expected NAME=VALUE$/],
    ["loss=", /^--metric loss=: expected NAME=REGEX, as in --metric 'loss=loss: \(\[0-9\.\]\+\)'$/],
    [
      "loss=loss: .*",
      /^--metric loss has a regex without a group for the value; put the number into parentheses, as in/,
    ],
    ["loss=loss: (", /^--metric loss has a regex that cannot be used: /],
    [`loss=(${"x".repeat(500)})`, /^--metric loss has a regex of 502 characters; at most 500 can be used$/],
  ])("--metric %s is refused before anything is sent", async (metric, sentence) => {
    write("p/train.py");
    expect(await refusal("p", "--metric", metric)).toMatch(sentence);
    expect(home.aws.calls).toEqual([]);
  });

  test("are forty at most", async () => {
    write("p/train.py");
    const many = Array.from({ length: 41 }, (_, n) => ["--metric", `m${n}=m${n}=(\\d+)`]).flat();
    expect(await refusal("p", ...many)).toBe("--metric is given 41 times; a job has at most 40 metrics");
  });
});
