// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventually, Home, ok } from "./support/home.ts";

const FIRST_INSTALLATION_MS = 600_000;

describe("what steps of a pipeline read and give, on one machine", () => {
  let home: Home;
  beforeAll(async () => {
    home = await Home.withPython();
  }, FIRST_INSTALLATION_MS);
  afterAll(() => home.down());

  const sh = (line: string) => ({ command: ["sh", "-c", line] });
  const begin = async (name: string, spec: object): Promise<void> => {
    const apiVersion = "slipway.dev/v1alpha1";
    const items = [
      { apiVersion, kind: "Flow", metadata: { name }, spec },
      { apiVersion, kind: "FlowRun", metadata: { name: `${name}-1` }, spec: { flow: name } },
    ];
    await ok(home.kubectlWith(JSON.stringify({ apiVersion: "v1", kind: "List", items }), "apply", "-f", "-"));
  };
  const ended = (name: string) =>
    eventually(`the end of ${name}`, 90, async () => {
      const { status = {} } = JSON.parse(
        await ok(home.kubectl("get", "flowrun", `${name}-1`, "-o", "json")),
      ) as { status?: Record<string, unknown> };
      return status["completionTime"] === undefined ? undefined : status;
    });
  const read = async (uri: string): Promise<string> => {
    const to = join(home.state, "read");
    await ok(home.aws("s3", "cp", uri, to));
    return readFileSync(to, "utf8");
  };
  const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

  test("artifacts go from step to step, through fan-outs and a server that is killed, and out of the run", async () => {
    const folder = join(home.state, "given");
    mkdirSync(folder);
    for (const name of ["a", "b"]) writeFileSync(join(folder, `${name}.csv`), `${name}\n`);
    await ok(home.aws("s3", "mb", "s3://given"));
    await ok(home.aws("s3", "cp", "--recursive", folder, "s3://given/rows"));
    await begin("data", {
      steps: [
        {
          name: "prepare",
          run: {
            ...sh(
              "mkdir -p ${{ artifacts.rows.path }}/all && cat ${{ inputs.raw.path }}/*.csv > ${{ artifacts.rows.path }}/all/rows.csv",
            ),
            inputs: [{ name: "raw", from: "s3://given/rows" }],
            artifacts: [{ name: "rows", type: "dataset" }],
          },
        },
        {
          name: "fit",
          forEach: { items: [1, 2] },
          run: {
            ...sh(
              "sleep 2; { cat ${{ inputs.rows.path }}/all/rows.csv; echo ${{ item }}; } > ${{ artifacts.model.path }}",
            ),
            inputs: [{ name: "rows", from: "${{ steps.prepare.artifacts.rows }}" }],
            artifacts: [{ name: "model", path: "/opt/ml/model/model.txt" }],
          },
        },
        {
          name: "join",
          run: {
            ...sh("cat ${{ inputs.models.path }}/0 ${{ inputs.models.path }}/1 > ${{ results.text.path }}"),
            inputs: [{ name: "models", from: "${{ steps.fit.artifacts.model }}" }],
            results: [{ name: "text", type: "string" }],
          },
        },
      ],
      results: [
        { name: "rows", value: "${{ steps.prepare.artifacts.rows }}" },
        { name: "models", value: "${{ steps.fit.artifacts.model }}" },
        { name: "text", value: "${{ steps.join.results.text }}" },
      ],
    });
    await eventually("a fit that runs", 60, async () => {
      const text = await ok(home.kubectl("get", "flowrun", "data-1", "-o", "jsonpath={.status.steps}"));
      const steps = JSON.parse(text === "" ? "{}" : text);
      return steps.success === 1 && steps.running === 2 ? true : undefined;
    });
    home.kill();
    await home.start();
    const { phase, results } = (await ended("data")) as {
      phase: string;
      results: {
        rows: { uri: string; digest: string };
        models: readonly { uri: string; digest: string }[];
        text: string;
      };
    };
    expect(phase).toBe("Succeeded");
    const { rows, models, text } = results;
    expect(text).toBe("a\nb\n1\na\nb\n2\n");
    expect(rows.digest).toBe(`sha256:${sha256(`${sha256("a\nb\n")}  all/rows.csv\n`)}`);
    expect(models.map(({ digest }) => digest)).toEqual(
      ["1", "2"].map((item) => `sha256:${sha256(`a\nb\n${item}\n`)}`),
    );
    expect(await read(`${rows.uri}all/rows.csv`)).toBe("a\nb\n");
    expect(await read(models[1]?.uri ?? "")).toBe("a\nb\n2\n");
  });

  test("results have 32 KiB together, and a step that leaves no artifact, or too much, fails and says so", async () => {
    const results = [{ name: "big", type: "string" }];
    const big = (bytes: number) => sh(`head -c ${bytes} /dev/zero | tr '\\0' x > \${{ results.big.path }}`);
    await begin("big", {
      steps: [
        { name: "fits", run: { ...big(32 * 1024), results } },
        { name: "large", allowFailure: true, run: { ...big(32 * 1024 + 1), results } },
        { name: "none", needs: ["fits"], run: { ...sh("true"), artifacts: [{ name: "model" }] } },
      ],
      results: [{ name: "size", value: "${{ size(steps.fits.results.big) }}" }],
    });
    const { phase, message, steps } = await ended("big");
    expect({ phase, message, steps }).toMatchObject({ phase: "Failed", steps: { success: 1, failed: 2 } });
    expect(message).toMatch(
      /(large: .*more than 32 KiB together)|(none: It left nothing at \/opt\/ml\/output\/artifacts\/model)/,
    );
  });

  test("programs find and leave things where Airflow's and Kubeflow's do, and get secrets that nobody else sees", async () => {
    await ok(home.kubectl("create", "secret", "generic", "warehouse", "--from-literal=PASSWORD=open-sesame"));
    let pods = "";
    const watching = home.spawn("kubectl", ["get", "pods", "--watch", "-o", "json"]);
    watching.stdout?.on("data", (data) => (pods += data));
    await begin("paths", {
      steps: [
        {
          name: "xcom",
          run: {
            ...sh(
              "echo '{\"rows\": 3}' > /airflow/xcom/return.json; printf $PASSWORD | sha256sum | cut -c1-64 > ${{ results.sum.path }}; echo kept > ${{ artifacts.log.path }}",
            ),
            secrets: ["warehouse"],
            resources: { memory: "256Mi" },
            results: [
              { name: "return_value", path: "/airflow/xcom/return.json", type: "object" },
              { name: "sum", path: "/tmp/kfp/outputs/sum/data" },
            ],
            artifacts: [{ name: "log", path: "/tmp/kfp/outputs/log/data" }],
          },
        },
        {
          name: "read",
          run: {
            ...sh("cat /kfp/inputs/log > ${{ results.log.path }}"),
            inputs: [{ name: "log", from: "${{ steps.xcom.artifacts.log }}", path: "/kfp/inputs/log" }],
            results: [{ name: "log" }],
          },
        },
      ],
      results: [
        { name: "rows", value: "${{ steps.xcom.results.return_value.rows }}" },
        { name: "sum", value: "${{ steps.xcom.results.sum }}" },
        { name: "log", value: "${{ steps.read.results.log }}" },
      ],
    });
    const results = { rows: 3, sum: sha256("open-sesame"), log: "kept" };
    expect(await ended("paths")).toMatchObject({ phase: "Succeeded", results });
    await expect.poll(() => pods).toContain("paths-1-xcom");
    watching.kill();
    const records = readdirSync(home.state, { recursive: true, encoding: "utf8" }).filter((name) =>
      /(^|\/)ledger[^/]*$/.test(name),
    );
    const kept = records.map((name) => join(home.state, name)).filter((path) => statSync(path).isFile());
    expect(kept).not.toEqual([]);
    for (const text of [pods, ...kept.map((path) => readFileSync(path, "latin1"))])
      expect(text.includes("open-sesame")).toBe(false);
  });

  test("a step with a cache gives what an equal one gave, for as long as that is there", async () => {
    const spec = {
      steps: [
        {
          name: "draw",
          cache: {},
          run: {
            ...sh("date +%s.%N | tee ${{ artifacts.at.path }} > ${{ results.at.path }}"),
            results: [{ name: "at", type: "string" }],
            artifacts: [{ name: "at" }],
          },
        },
      ],
      results: [
        { name: "at", value: "${{ steps.draw.results.at }}" },
        { name: "artifact", value: "${{ steps.draw.artifacts.at }}" },
      ],
    };
    const drawn = async (name: string) => {
      await begin(name, spec);
      return (await ended(name))["results"] as { at: string; artifact: { uri: string } };
    };
    const first = await drawn("one");
    expect(await drawn("two")).toEqual(first);
    await ok(home.aws("s3", "rm", first.artifact.uri));
    expect((await drawn("three")).at).not.toBe(first.at);
  });
});
