import { execFile } from "node:child_process";
import { accessSync, chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventually, Home, ok, ROOT, SLIPWAY } from "./support/home.ts";

let home: Home;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "slipway-verbs-"));
  home = await Home.up();
  await ok(home.slipway("train", join(ROOT, "examples/stopping"), "--name", "stopping"));
  await eventually("the first step", 60, async () =>
    (await home.slipway("logs", "stopping")).stdout.includes("step=") ? true : undefined,
  );
});
afterAll(async () => {
  await home.down();
  rmSync(folder, { recursive: true, force: true });
});

/** A terminal's shell, with `slipway` on its PATH; types each text and waits for what must come. */
function typeIn(
  shell: readonly string[],
  steps: readonly (readonly [type: string, until: string])[],
): Promise<string> {
  const program = join(folder, "slipway");
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${SLIPWAY}' "$@"\n`);
  chmodSync(program, 0o755);
  const path = [folder, dirname(process.execPath), process.env["PATH"]].join(delimiter);
  const env = { ...process.env, PATH: path, SLIPWAY_STATE: home.state, HOME: folder, TERM: "dumb" };
  return new Promise((resolve, reject) => {
    const typing = execFile(
      "python3",
      [join(import.meta.dirname, "support/type-in-shell.py"), ...shell],
      { env },
      (error, stdout) => (error === null ? resolve(stdout) : reject(error)),
    );
    typing.stdin?.end(JSON.stringify(steps));
  });
}

const installed = (program: string): boolean =>
  (process.env["PATH"] ?? "").split(delimiter).some((at) => {
    try {
      accessSync(join(at, program));
      return true;
    } catch {
      return false;
    }
  });

describe("TAB in a shell on a terminal completes commands, and names of the home that runs", () => {
  // What each shell reads at its start, and the way in which the documentation says to load the script.
  const shells: Readonly<Record<string, { readonly argv: readonly string[]; readonly load: string }>> = {
    bash: { argv: ["bash", "--norc", "--noprofile", "-i"], load: 'eval "$(slipway completion bash)"' },
    zsh: {
      argv: ["zsh", "-f", "-i"],
      load: 'autoload -U compinit; compinit -u -D; eval "$(slipway completion zsh)"',
    },
    fish: { argv: ["fish", "--no-config", "-i"], load: "slipway completion fish | source" },
  };

  test.each(Object.entries(shells))("%s", async (name, { argv, load }) => {
    if (!installed(name)) return;
    await typeIn(argv, [
      [`${load}; echo re""ady\n`, "ready"],
      ["slipway desc\t", "ribe"],
      ["stop\t", "ping"],
    ]);
  });
});

/** The files that a command loads, as Node's own hooks tell them. */
async function loadedBy(...args: readonly string[]): Promise<readonly string[]> {
  const hooks = `import { registerHooks } from "node:module";
    registerHooks({ load: (url, context, next) => (process.stderr.write(url + "\\n"), next(url, context)) });`;
  const { stderr } = await promisify(execFile)(
    process.execPath,
    ["--import", `data:text/javascript,${encodeURIComponent(hooks)}`, SLIPWAY, ...args],
    { env: { ...process.env, SLIPWAY_STATE: home.state } },
  );
  return stderr.split("\n").filter((line) => line.startsWith("file:"));
}

test("Help loads next to nothing, and TAB no client where no name is meant", async () => {
  // A file of the build names the packages in it, each above its part.
  const packages = (urls: readonly string[]) =>
    new Set(
      urls
        .map((url) => readFileSync(new URL(url), "utf8"))
        .flatMap((text) => [...text.matchAll(/^\/\/#region \S*\/node_modules\/((?:@[^/]+\/)?[^/]+)/gm)])
        .map(([, name]) => name),
    );
  const help = await loadedBy("--help");
  expect([...packages(help)].sort()).toEqual(["commander", "fast-string-truncated-width"]);
  expect(help.length).toBeLessThan(60);
  const completion = packages(await loadedBy("complete", "--", "lo"));
  expect(completion).toContain("commander");
  expect([...completion].filter((name) => /undici|smithy|kubernetes|yaml/.test(name ?? ""))).toEqual([]);
});

test("A job is stopped, its model fetched, and what it left cleaned up once nothing uses it", async () => {
  expect((await home.slipway("stop", "stopping", "--wait")).stdout).toBe(
    "trainingjob/stopping stopping\ntrainingjob/stopping is Stopped\n",
  );
  expect(await ok(home.slipway("stop", "stopping"))).toBe("trainingjob/stopping is Stopped already\n");
  const model = join(folder, "model");
  expect(await ok(home.slipway("model", "get", "stopping", "-o", model))).toBe(`${model}\n`);
  expect(JSON.parse(readFileSync(join(model, "model.json"), "utf8"))).toBeTypeOf("object");

  const names = async () => (await ok(home.slipway("data", "ls", "-o", "name"))).split("\n").filter(Boolean);
  const kept = [
    "s3://slipway-default/jobs/stopping/",
    expect.stringMatching(/^s3:\/\/slipway-default\/source\/[0-9a-f]{64}\.tar\.gz$/),
  ];
  await ok(home.slipway("data", "clean", "--older-than", "0s", "--yes"));
  expect(await names()).toEqual(kept);
  expect((await home.slipway("data", "rm", "stopping", "--yes")).code).toBe(5);
  await ok(home.slipway("delete", "stopping"));
  await ok(home.slipway("data", "clean", "--older-than", "0s", "--yes"));
  expect(await names()).toEqual([]);
  expect(existsSync(model)).toBe(true);
});
