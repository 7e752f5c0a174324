import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TrainingJob } from "@slipway/model/kinds/training-job/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TinyHome } from "../../testing/tiny-home.ts";
import { withoutSecrets } from "./without-secrets.ts";

describe("Where a job comes from", () => {
  let home: TinyHome;
  beforeEach(async () => {
    home = await new TinyHome().start();
    mkdirSync(join(home.folder, "p"));
    write("p/train.py", "print()\n");
  });
  afterEach(() => home.stop());

  const write = (name: string, text: string) => writeFileSync(join(home.folder, name), text);
  const git = (...words: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=n", "-c", "user.email=e@e", ...words], {
      cwd: join(home.folder, "p"),
      encoding: "utf8",
      env: { PATH: process.env["PATH"], HOME: home.folder },
    }).trim();
  const metadata = async (...more: readonly string[]) => {
    await home.cli("train", "p", ...more);
    return (home.kubernetes.written.at(-1) as TrainingJob).metadata;
  };

  test("is its commit, whether that is all, its branch and its repository without who may read it", async () => {
    git("init", "-q", "-b", "main");
    git("add", ".");
    git("commit", "-q", "-m", "first");
    git("remote", "add", "origin", "https://me:s3cret@host/team/p.git?token=x");
    const commit = git("rev-parse", "HEAD");
    const { annotations, labels } = await metadata();
    expect(annotations).toMatchObject({
      "slipway.dev/git-commit": commit,
      "slipway.dev/git-dirty": "false",
      "slipway.dev/git-branch": "main",
      "slipway.dev/git-remote": "https://host/team/p.git",
      "slipway.dev/cli-version": "1.2.3",
      "slipway.dev/command": "slipway train p",
    });
    expect(labels).toEqual({ "slipway.dev/git-commit": commit });
    for (let n = 0; n < 1_500; n++) write(`p/${"new".repeat(20)}-${n}.py`, "");
    git("checkout", "-q", "--detach");
    git("remote", "set-url", "origin", "git@host:team/p.git");
    const later = (await metadata("--label", "team=a")).annotations ?? {};
    expect(later).toMatchObject({
      "slipway.dev/git-dirty": "true",
      "slipway.dev/git-remote": "git@host:team/p.git",
    });
    expect(later).not.toHaveProperty(["slipway.dev/git-branch"]);
  });

  test.each([
    ["own.x", "true"],
    ["own=x", undefined],
  ])(
    "is found without running what the repository's own settings name, as the filter %s",
    async (name, isDirty) => {
      git("init", "-q");
      write("p/.gitattributes", `*.py filter=${name}\n`);
      git("add", ".");
      git("commit", "-q", "-m", "first");
      const ran = join(home.folder, "ran");
      for (const setting of ["clean", "process"])
        git("config", `filter.${name}.${setting}`, `touch ${ran}; cat`);
      git("config", `filter.${name}.required`, "true");
      git("config", "core.fsmonitor", `touch ${ran}; false`);
      // Of another time and the same length: git has to read it.
      write("p/train.py", "print(!\n");
      const { annotations } = await metadata();
      expect(annotations?.["slipway.dev/git-dirty"]).toBe(isDirty);
      expect(annotations).toHaveProperty(["slipway.dev/git-commit"]);
      expect(existsSync(ran)).toBe(false);
    },
  );

  test("is nothing of a folder that is in no repository, and its data by content", async () => {
    write("rows.csv", "1,2\n");
    home.aws.objects.set("lake/rows.csv", Buffer.from("1"));
    const { annotations = {}, labels } = await metadata(
      "--input",
      "rows.csv",
      "--input",
      "v=s3://lake/rows.csv",
      "--input",
      "w=s3://lake/none",
    );
    expect(labels).toBeUndefined();
    expect(Object.keys(annotations).filter((key) => key.includes("git"))).toEqual([]);
    const inputs = JSON.parse(annotations["slipway.dev/inputs"] ?? "") as Record<string, object>;
    expect(inputs).toEqual({
      train: {
        from: "rows.csv",
        uri: expect.stringContaining("s3://slipway-default/data/"),
        digest: expect.stringMatching(/^[0-9a-f]{32,}$/),
      },
      v: expect.objectContaining({ from: "s3://lake/rows.csv", uri: "s3://lake/rows.csv" }),
      w: { from: "s3://lake/none", uri: "s3://lake/none" },
    });
  });

  test("is few kilobytes, whatever was typed", async () => {
    const many = Array.from({ length: 20 }, (_, n) => ["--hp", `h${n}=${"x ".repeat(1_000)}`]).flat();
    const { annotations } = await metadata(...many);
    expect(annotations?.["slipway.dev/command"]).toHaveLength(4_096);
    expect(JSON.stringify(annotations).length).toBeLessThan(16_000);
  });

  test("is what describe tells, with the packages that were there", async () => {
    const at = "/apis/sagemaker.services.k8s.aws/v1alpha1/namespaces/default/trainingjobs/j";
    await metadata("--name", "j", "--input", "p");
    const job = home.kubernetes.objects.get(at) as TrainingJob;
    const facts = { engine: "python 3.11.7 (/usr/bin/python3)", packages: "numpy==2.1.0 six==1.17.0" };
    home.kubernetes.put(at, { ...job, status: { slipway: { facts } } } as TrainingJob);
    const { stdout } = await home.cli("describe", "trainingjob/j");
    expect(stdout).toMatch(
      /^Provenance:\n {2}Command +slipway train p --name j --input p\n {2}Made by +slipway 1\.2\.3\n {2}Input train +p, digest [0-9a-f]+\n {2}Python +3\.11\.7 \(\/usr\/bin\/python3\)\n {2}Packages +numpy==2\.1\.0 six==1\.17\.0\n/m,
    );
    expect(stdout).not.toContain("slipway.dev/command");
  });
});

describe("A command line that everybody may see", () => {
  // Made up, in the forms that the services document.
  test.each([
    ["train p --hp epochs=3 --hp note=two\\ words", "slipway train p --hp epochs=3 --hp 'note=two words'"],
    ["train p --env TEAM=springs --env=X=1", "slipway train p --env TEAM=*** --env=X=***"],
    ["train p --hp api_key=abc", "slipway train p --hp api_key=***"],
    ["train p --hp db-password=abc --hp keys=3", "slipway train p --hp db-password=*** --hp keys=***"],
    ["train p --hp tokenizer=bpe --hp author=me", "slipway train p --hp tokenizer=bpe --hp author=me"],
    ["train p -- python fit.py --token abc --fast", "slipway train p -- python fit.py --token *** --fast"],
    ["train p -- python fit.py --token=abc", "slipway train p -- python fit.py --token=***"],
    ["train p --hp u=https://me:pw@host/x", "slipway train p --hp u=https://host/x"],
    ["train p --hp=api_key=abc --hp=depth=3", "slipway train p --hp=api_key=*** --hp=depth=3"],
    [
      "train p --hp u=https://b.s3.amazonaws.com/k?X-Amz-Expires=60&X-Amz-Signature=ab12",
      "slipway train p --hp u=https://b.s3.amazonaws.com/k?X-Amz-Expires=60&X-Amz-Signature=***",
    ],
    [
      "train p --hp u=https://a.blob.core.windows.net/c?sv=1&sig=ab%3D",
      "slipway train p --hp u=https://a.blob.core.windows.net/c?sv=1&sig=***",
    ],
    ["train p --hp a=AKIAIOSFODNN7EXAMPLE", "slipway train p --hp ***"],
    ["train p -- x ghp_abcdefghijklmnopqrstuvwxyz0123456789", "slipway train p -- x ***"],
    ["train p -- x hf_abcdefghijklmnopqrstuv", "slipway train p -- x ***"],
    ["train p -- x eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc", "slipway train p -- x ***"],
    ["train p --hp k=wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY", "slipway train p --hp ***"],
    [
      "train p --input s3://lake/9fceb02d0ae598e95dc970b74767f19372d61af8/",
      "slipway train p --input s3://lake/9fceb02d0ae598e95dc970b74767f19372d61af8/",
    ],
  ])("%s", (line, shown) => {
    const words = line.split(/(?<!\\) /).map((word) => word.replace("\\ ", " "));
    expect(withoutSecrets(words)).toBe(shown);
  });
});
