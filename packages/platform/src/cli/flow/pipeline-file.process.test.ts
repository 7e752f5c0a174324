// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const NIGHTLY = `
import { artifact, component, p, pipeline, run, text } from "@slipway/pipelines";

const train = component({
  name: "train",
  image: "reg/train:1",
  inputs: { day: p.date(), rate: p.float().default(0.1) },
  outputs: { model: artifact.model(), auc: p.float() },
  command: ({ in: i, out }) => ["python", "train.py", i.day, i.rate, out.model.path],
  retry: { max: 2, on: ["oom"] },
});

export const nightly = pipeline(
  {
    name: "nightly",
    params: { day: p.date() },
    onExit: ({ status, flow }) => flow.notify({ secret: "slack", message: text\`nightly: \${status}\` }),
  },
  ({ params, flow }) => {
    const { model, auc } = train({ day: params.day });
    const { share } = flow.approve({ fields: { share: p.float().default(0.5) } }, { timeout: 3_600 });
    const pause = flow.wait({ seconds: 60 });
    flow.run("deploy", { model: model.uri(), share }, { needs: [pause], when: auc.gte(0.8) });
    return { auc };
  },
);
`;

const TWIN = `
parameters:
  - { name: day, type: date }
steps:
  - name: train
    retry: { limits: { out-of-memory: 2 } }
    run:
      image: reg/train:1
      command: [python, train.py]
      args: ["\${{ parameters.day }}", "0.1", "\${{ artifacts.model.path }}"]
      results: [{ name: auc, type: number }]
      artifacts: [{ name: model, type: model }]
  - name: approve
    timeoutSeconds: 3600
    approve: { fields: [{ name: share, type: number, default: 0.5 }] }
  - name: wait
    wait: { seconds: 60 }
  - name: deploy
    needs: [wait]
    when: steps.train.results.auc >= 0.8
    flow:
      name: deploy
      parameters:
        model: \${{ steps.train.artifacts.model.uri }}
        share: \${{ steps.approve.results.share }}
results: [{ name: auc, value: "\${{ steps.train.results.auc }}" }]
onExit:
  - name: notify
    notify: { secret: slack, message: "nightly: \${{ run.state }}" }
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pipeline-file-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** What a program of its own finds in a file of a folder that nothing is installed in. */
async function found(
  file: string,
  text: string,
): Promise<{ readonly flows?: readonly unknown[]; readonly wrong?: string }> {
  await writeFile(join(folder, file), text);
  const program = `
    import { flowsIn } from ${JSON.stringify(new URL("./flow-file.ts", import.meta.url).href)};
    const session = { path: (file) => file, context: {} };
    const told = await flowsIn(session, process.argv[1]).then((flows) => ({ flows }), ({ message }) => ({ wrong: message }));
    process.stdout.write(JSON.stringify(told));`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--input-type=module", "-e", program, join(folder, file)],
    { cwd: folder },
  );
  return JSON.parse(stdout);
}

describe("a file in TypeScript", () => {
  test("whose folder has nothing installed gives the definition of its twin in YAML", async () => {
    const { flows } = await found("nightly.ts", NIGHTLY);
    const twin = await found("nightly.yaml", TWIN);
    expect(flows).toHaveLength(1);
    expect(flows).toEqual(twin.flows);
  });

  test("in JavaScript as well", async () => {
    expect((await found("nightly.mjs", NIGHTLY)).flows).toHaveLength(1);
  });

  test("has the library that its folder has", async () => {
    const library = join(folder, "own/node_modules/@slipway/pipelines");
    await mkdir(library, { recursive: true });
    await writeFile(join(library, "package.json"), '{"name":"@slipway/pipelines","exports":"./index.mjs"}');
    const manifest = { apiVersion: "slipway.dev/v1alpha1", kind: "Flow", metadata: { name: "theirs" } };
    const spec = { steps: [{ name: "a", pass: {} }] };
    await writeFile(
      join(library, "index.mjs"),
      `export const made = Object.assign(() => {}, { pipelineName: "theirs", manifest: () => (${JSON.stringify({ ...manifest, spec })}) });`,
    );
    const { flows } = await found("own/nightly.mts", 'export { made } from "@slipway/pipelines";');
    expect(flows).toEqual([{ ...manifest, spec }]);
  });

  test.each([
    [
      "none.ts",
      "export const a: number = 1;",
      /^there is no flow in .*none\.ts: expected an exported pipeline/,
    ],
    [
      "other.ts",
      'import "@slipway/other";',
      /^.*other\.ts cannot be run: Cannot find package '@slipway\/other'/,
    ],
    [
      "wrong.ts",
      'import { pipeline } from "@slipway/pipelines"; export const a = pipeline({ name: "a" }, () => {});',
      /^.*wrong\.ts cannot be run: The pipeline a makes no step: call a component in its function\.$/,
    ],
    ["enums.ts", "export enum A { B }", /^.*enums\.ts cannot be run: .*enum/s],
  ])("%s is told in a sentence", async (file, text, sentence) => {
    expect((await found(file, text)).wrong).toMatch(sentence);
  });
});
