import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Resource } from "@slipway/model";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TinyHome } from "../testing/tiny-home.ts";

const GROUP = "/apis/sagemaker.services.k8s.aws/v1alpha1/namespaces/default";
const LIST = "/apis/sagemaker.services.k8s.aws/v1alpha1/trainingjobs";
const BUCKET = "slipway-default";
const OLD = new Date("2026-01-01T00:00:00Z");
const DATA = `data/${"1a".repeat(16)}/`;
const SOURCE = `source/${"f0".repeat(32)}.tar.gz`;

let home: TinyHome;
beforeEach(async () => {
  home = await new TinyHome().start();
  home.aws.buckets.add(BUCKET);
  for (const key of [
    `${DATA}a.csv`,
    `${DATA}b & c.csv`,
    "jobs/gone/output/model.tar.gz",
    "jobs/used/output/x",
    SOURCE,
  ])
    store(key, "12345");
});
afterEach(() => home.stop());

function store(key: string, text: string, modified = OLD, bucket = BUCKET): void {
  home.aws.buckets.add(bucket);
  home.aws.objects.set(`${bucket}/${key}`, Buffer.from(text));
  home.aws.modified.set(`${bucket}/${key}`, modified);
}

function putJob(name: string, inputs: readonly object[] = []): void {
  home.kubernetes.put(`${GROUP}/trainingjobs/${name}`, {
    apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
    kind: "TrainingJob",
    metadata: { name, namespace: "default" },
    spec: {
      trainingJobName: name,
      outputDataConfig: { s3OutputPath: `s3://${BUCKET}/jobs/` },
      hyperParameters: { sagemaker_submit_directory: `s3://${BUCKET}/${SOURCE}` },
      inputDataConfig: inputs.map((s3DataSource) => ({ channelName: "train", dataSource: { s3DataSource } })),
    },
  } as Resource);
}

const keysBefore = [
  `${DATA}a.csv`,
  `${DATA}b & c.csv`,
  "jobs/gone/output/model.tar.gz",
  "jobs/used/output/x",
  SOURCE,
].map((key) => `${BUCKET}/${key}`);
const keys = (): readonly string[] =>
  [...home.aws.objects.keys()].map((name) => name.slice(BUCKET.length + 1)).sort();

describe("data ls", () => {
  test("shows what uploads and jobs left, with sizes, ages and users, short enough to be read", async () => {
    putJob("used");
    home.aws.page = 2;
    const { exitCode, stdout, stderr } = await home.cli("data", "ls");
    expect(exitCode).toBe(0);
    expect(stdout.split("\n").map((line) => line.replace(/ +/g, " "))).toEqual([
      "DATA FILES SIZE AGE USED BY",
      expect.stringMatching(/^data\/1a1a1a1a1a1a 2 10 B \d+d$/),
      expect.stringMatching(/^jobs\/gone\/ 1 5 B \d+d$/),
      expect.stringMatching(/^jobs\/used\/ 1 5 B \d+d trainingjob\/used$/),
      expect.stringMatching(/^source\/f0f0f0f0f0f0 1 5 B \d+d trainingjob\/used$/),
      "",
    ]);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(stderr).toContain("25 B in all, in s3://slipway-default/; 2 of 4 not used by any object.");
  });

  test("gives whole names to programs", async () => {
    const listed = JSON.parse((await home.cli("data", "ls", "-o", "json")).stdout);
    expect(listed[0]).toEqual({
      uri: `s3://${BUCKET}/${DATA}`,
      files: 2,
      bytes: 10,
      modified: OLD.toISOString(),
    });
    expect((await home.cli("data", "ls", "-o", "name")).stdout).toContain(`s3://${BUCKET}/${SOURCE}\n`);
  });

  test("goes folder by folder through any bucket, by a beginning of a name, and by who uses it", async () => {
    store("raw/2026/a.csv", "123", OLD, "other");
    store("raw/x.csv", "1", OLD, "other");
    const folder = await home.cli("data", "ls", "s3://other/raw", "-o", "name");
    expect(folder.stdout).toBe("s3://other/raw/2026/\ns3://other/raw/x.csv\n");
    expect((await home.cli("data", "ls", "data/1a1a", "-o", "name")).stdout).toBe(
      `s3://${BUCKET}/${DATA}a.csv\ns3://${BUCKET}/${DATA}b & c.csv\n`,
    );
    putJob("used", [{ s3URI: "s3://other/raw/" }]);
    expect((await home.cli("data", "ls", "used", "-o", "name")).stdout).toContain("s3://other/raw/2026/\n");
    expect((await home.cli("data", "ls")).stderr).toContain("Other buckets: other.");
  });

  test("is empty where nothing was left, and knows no bucket and no name that is not there", async () => {
    home.aws.buckets.clear();
    home.aws.objects.clear();
    expect(await home.cli("data", "ls")).toMatchObject({ exitCode: 0, stdout: "" });
    expect((await home.cli("data", "ls", "s3://nope")).exitCode).toBe(3);
    expect((await home.cli("data", "ls", "nope")).exitCode).toBe(3);
    expect((await home.cli("data", "ls", "https://x")).exitCode).toBe(2);
  });
});

describe("data rm", () => {
  test("removes a folder, and never what only begins like it", async () => {
    store("jobs/gone-too/x", "1");
    expect((await home.cli("data", "rm", "jobs/gon", "--yes")).exitCode).toBe(3);
    const { exitCode, stdout } = await home.cli("data", "rm", "jobs/gone", "--yes");
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `s3://${BUCKET}/jobs/gone/ removed\n` });
    expect(keys()).toEqual([
      `${DATA}a.csv`,
      `${DATA}b & c.csv`,
      "jobs/gone-too/x",
      "jobs/used/output/x",
      SOURCE,
    ]);
    await home.cli("data", "rm", `s3://${BUCKET}/data/1a`, "--yes");
    expect(keys()).toContain(`${DATA}a.csv`);
    await home.cli("data", "rm", "data/1a", "--yes");
    expect(keys().some((key) => key.startsWith("data/"))).toBe(false);
  });

  test("keeps what an object uses, in any namespace and named by a list of data, until it is forced", async () => {
    putJob("used", [{ s3DataType: "ManifestFile", s3URI: "s3://other/list" }]);
    store("list", JSON.stringify([{ prefix: `s3://${BUCKET}/${DATA}` }, "a.csv"]), OLD, "other");
    for (const place of ["jobs/used", SOURCE, DATA, `s3://${BUCKET}`, "used"]) {
      const { exitCode, stderr } = await home.cli("data", "rm", place, "--yes");
      expect(exitCode).toBe(5);
      expect(stderr).toMatch(/SLIP-CLI-030.*trainingjob\/used uses what lies at/s);
    }
    expect(home.aws.objects.size).toBe(6);
    expect((await home.cli("data", "rm", "used", "--yes", "--force")).exitCode).toBe(0);
    expect(keys()).not.toContain("jobs/used/output/x");
    expect(home.kubernetes.calls.some((call) => call.startsWith(`GET ${LIST}`))).toBe(true);
  });

  test("keeps what the last line of a long list of data names", async () => {
    putJob("reads", [{ s3DataType: "AugmentedManifestFile", s3URI: "s3://other/list" }]);
    const line = (uri: string) => `${JSON.stringify({ "source-ref": uri, label: 1 })}\n`;
    const others = Array.from({ length: 30_000 }, (_, n) => line(`s3://other/images/${n}.jpg`)).join("");
    store("list", `${others}${line(`s3://${BUCKET}/${DATA}a.csv`)}`, OLD, "other");
    const { exitCode, stderr } = await home.cli("data", "rm", DATA, "--yes");
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 5,
      stderr: expect.stringContaining("reads uses"),
    });
  });

  test("asks a person, and wants --yes where there is none", async () => {
    expect((await home.cli("data", "rm", "jobs/gone")).exitCode).toBe(2);
    const asked = async (answer: string) => {
      const stdin = Object.assign(Readable.from([answer]), { isTTY: true });
      return home.cliAt(stdin, "data", "rm", "jobs/gone");
    };
    const no = await asked("\n");
    expect(no.exitCode).toBe(1);
    expect(no.stderr).toContain(`Remove s3://${BUCKET}/jobs/gone/: 1 file, 5 B? [y/N]`);
    expect((await asked("")).exitCode).toBe(1);
    expect(home.aws.objects.size).toBe(5);
    expect((await asked("y\n")).exitCode).toBe(0);
    expect(home.aws.objects.size).toBe(4);
  });

  test("says what would go, and what is not there", async () => {
    const { exitCode, stderr } = await home.cli("data", "rm", "jobs/gone", "--dry-run");
    expect({ exitCode, size: home.aws.objects.size }).toEqual({ exitCode: 0, size: 5 });
    expect(stderr).toContain("Would remove");
    expect((await home.cli("data", "rm", "nothing", "--yes")).exitCode).toBe(3);
    expect((await home.cli("data", "rm")).exitCode).toBe(2);
    expect((await home.cli("data", "ls", "--force")).exitCode).toBe(2);
  });
});

describe("Where something that may name data cannot be read", () => {
  const everywhere = /^GET \/apis\/sagemaker\.services\.k8s\.aws\/v1alpha1\/trainingjobs$/;

  test.each(["objects of other namespaces", "a list of data"])(
    "as of %s, none is taken for unused",
    async (what) => {
      if (what === "a list of data") {
        putJob("reads", [{ s3DataType: "ManifestFile", s3URI: "s3://other/list" }]);
        store("list", "[]", OLD, "other");
        home.aws.unreadable.add("other/list");
      } else home.kubernetes.forbidden = everywhere;
      for (const argv of [
        ["clean", "--yes"],
        ["clean", "--dry-run"],
        ["rm", DATA, "--yes"],
      ]) {
        const { exitCode, stderr } = await home.cli("data", ...argv);
        expect({ exitCode, stderr: stderr.replace(/\s+/g, " ") }).toMatchObject({
          exitCode: 4,
          stderr: expect.stringMatching(
            /SLIP-CLI-032.*(trainingjobs of other namespaces|the list s3:\/\/other\/list) may not be read/,
          ),
        });
      }
      expect(keys()).toContain(`${DATA}a.csv`);
      expect((await home.cli("data", "ls")).stderr).toContain("may not be read");
      expect((await home.cli("data", "clean", "--yes", "--force")).exitCode).toBe(0);
      expect(keys()).not.toContain(`${DATA}a.csv`);
    },
  );

  test("a list that is not there names nothing", async () => {
    putJob("reads", [{ s3DataType: "ManifestFile", s3URI: "s3://other/list" }]);
    expect((await home.cli("data", "clean", "--yes")).exitCode).toBe(0);
  });
});

describe("data clean", () => {
  test("removes what no object uses and nobody changed for so long, page by page", async () => {
    putJob("used");
    store("jobs/fresh/output/model.tar.gz", "1", new Date());
    home.aws.page = 1;
    const dry = await home.cli("data", "clean", "--older-than", "30d", "--dry-run");
    expect(dry.stdout).toMatch(/data\/1a1a.*jobs\/gone\//s);
    expect(dry.stdout).not.toMatch(/fresh|used\/|source/);
    expect(home.aws.objects.size).toBe(6);
    const { exitCode, stdout } = await home.cli("data", "clean", "--yes");
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: `s3://${BUCKET}/${DATA} removed\ns3://${BUCKET}/jobs/gone/ removed\n`,
    });
    expect(keys()).toEqual(["jobs/fresh/output/model.tar.gz", "jobs/used/output/x", SOURCE]);
    expect((await home.cli("data", "clean", "--yes")).stderr).toMatch(/Nothing in .* is unused and that old/);
  });

  test("keeps a thing whole if one of its files is used", async () => {
    putJob("reads", [{ s3URI: `s3://${BUCKET}/${DATA}a.csv` }]);
    await home.cli("data", "clean", "--yes");
    expect(keys()).toContain(`${DATA}b & c.csv`);
  });

  test("keeps what came to be used while somebody thought about it", async () => {
    const stdin = Object.assign(
      Readable.from(
        (async function* () {
          putJob("gone");
          yield "yes\n";
        })(),
      ),
      { isTTY: true },
    );
    await home.cliAt(stdin, "data", "clean");
    expect(keys()).toEqual(["jobs/gone/output/model.tar.gz", SOURCE]);
  });

  test("keeps what a job that is about to begin sends again, since that is touched first", async () => {
    writeFileSync(join(home.folder, "train.py"), "");
    writeFileSync(join(home.folder, "rows.csv"), "1,2\n");
    const line = ["train", "train.py", "--input", "train=rows.csv"];
    expect((await home.cli(...line, "--name", "first")).exitCode).toBe(0);
    const sent = [...home.aws.objects.keys()].filter((name) => !keysBefore.includes(name));
    expect(sent).toHaveLength(2);
    for (const name of sent) home.aws.modified.set(name, OLD);
    home.kubernetes.put(`${GROUP}/trainingjobs/first`, undefined);
    const stdin = Object.assign(
      Readable.from(
        (async function* () {
          home.kubernetes.forbidden = /^(POST|PATCH) /;
          await home.cli(...line, "--name", "second");
          home.kubernetes.forbidden = /$^/;
          yield "yes\n";
        })(),
      ),
      { isTTY: true },
    );
    expect((await home.cliAt(stdin, "data", "clean")).stderr).toContain("Remove these");
    expect([...home.aws.objects.keys()].sort()).toEqual([...sent].sort());
  });

  test("takes a span, and no place", async () => {
    expect((await home.cli("data", "clean", "--older-than", "soon")).exitCode).toBe(2);
    expect((await home.cli("data", "clean", "jobs/")).exitCode).toBe(2);
    expect((await home.cli("data", "tidy")).exitCode).toBe(2);
  });
});
