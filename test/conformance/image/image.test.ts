import { cpSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ContainerFixture } from "../../../packages/algorithms/src/testing/container-fixture.ts";
import { ABALONE, MANIFEST, UnpackedImage } from "./unpacked-image.ts";

const manifest = JSON.parse(readFileSync(MANIFEST, "utf8")) as { readonly version: string };
const SLIPWAY = "/app/bin/slipway.js";
const POD = "/app/dist/pod.js";

const image = new UnpackedImage();
beforeAll(() => image.make());
afterAll(() => image.remove());

test("skopeo knows it by the digest, platform and labels that it was built with", async () => {
  const said = JSON.parse(await image.skopeo("inspect", `oci-archive:${image.file}`));
  expect(said).toMatchObject({
    Digest: image.built?.digest,
    Os: "linux",
    Architecture: process.arch === "arm64" ? "arm64" : "amd64",
    Labels: {
      "org.opencontainers.image.title": "slipway",
      "org.opencontainers.image.version": manifest.version,
      "org.opencontainers.image.licenses": "Apache-2.0",
    },
  });
  expect(image.built?.reference).toBe(`slipway.dev/slipway:${manifest.version}`);
});

test("A copy to elsewhere keeps the digest, so that pods may name the image by it", async () => {
  const copy = join(image.folder, "copy");
  await image.skopeo("copy", `oci-archive:${image.file}`, `dir:${copy}`);
  expect(JSON.parse(await image.skopeo("inspect", `dir:${copy}`)).Digest).toBe(image.built?.digest);
});

test("Slipway starts in it", async () => {
  expect(await image.node([SLIPWAY, "--version"])).toEqual({
    exitCode: 0,
    stdout: `${manifest.version}\n`,
    stderr: "",
  });
});

test("Nothing lies in it beside the bundle, which has the packages inside, and their licences", async () => {
  expect(manifest).not.toHaveProperty("dependencies");
  const script = `
    const { readdirSync, readFileSync } = require("node:fs");
    const licences = readFileSync("/app/dist/THIRD-PARTY-LICENSES.txt", "utf8");
    console.log(JSON.stringify([readdirSync("/app").sort(), /^fastify .* \\(MIT\\)$/m.test(licences)]));
  `;
  const { stdout, exitCode } = await image.node(["-e", script]);
  expect([JSON.parse(stdout), exitCode]).toEqual([
    [["LICENSE", "NOTICE", "bin", "dist", "init", "package.json"], true],
    0,
  ]);
});

test("What runs a user's code starts from the bundle alone, which is all that lies in another's image", async () => {
  const script = `
    const { spawnSync } = require("node:child_process");
    const { cpSync } = require("node:fs");
    for (const name of ["dist", "package.json"]) cpSync("/app/" + name, "/tmp/alone/" + name, { recursive: true });
    const { stderr } = spawnSync(process.execPath, ["/tmp/alone/dist/pod.js", "algorithm", "script", "train"]);
    console.log(String(stderr));
  `;
  const { stdout } = await image.node(["-e", script]);
  expect(stdout).toMatch(/\S/);
  expect(stdout).not.toContain("Cannot find");
});

test("The doors open in it, and close", async () => {
  const script = `
    const { spawnSync } = require("node:child_process");
    const slipway = (...args) => spawnSync(process.execPath, ["${SLIPWAY}", ...args]).status;
    const asked = [["up", "--detach"], ["status"], ["get", "trainingjobs"], ["down"], ["status"]];
    console.log(JSON.stringify(asked.map((args) => slipway(...args))));
  `;
  const notRunning = 6;
  expect(JSON.parse((await image.node(["-e", script])).stdout)).toEqual([0, 0, 0, 0, notRunning]);
});

test("The sidecar that fetches starts in it, and says what it was not told", async () => {
  const { exitCode, stderr } = await image.node([POD, "sidecar", "fetch"]);
  expect(stderr).toMatch(/^SLIP-SIDECAR-005: The plan plan\.json cannot be read/);
  expect(exitCode).toBe(1);
});

test("The sidecar that stores waits in it until it is asked to end", async () => {
  const script = `
    const { spawn } = require("node:child_process");
    const { existsSync, mkdirSync, writeFileSync } = require("node:fs");
    mkdirSync("/tmp/plan");
    const nothing = { version: 2, run: "r", host: { index: 0, count: 1 }, files: {}, inputs: [], outputs: [] };
    writeFileSync("/tmp/plan/plan.json", JSON.stringify(nothing));
    const env = { ...process.env, SLIPWAY_MOUNTS: JSON.stringify({ "/etc/slipway/plan": "/tmp/plan" }) };
    const child = spawn(process.execPath, ["${POD}", "sidecar", "store"], { env });
    const ready = "/opt/ml/output/.slipway/store-ready";
    setInterval(() => existsSync(ready) && child.kill("SIGTERM"), 100);
    child.on("exit", (code, signal) => {
      console.log(JSON.stringify({ code, signal }));
      process.exit();
    });
  `;
  const { stdout } = await image.node(["-e", script]);
  expect(JSON.parse(stdout)).toEqual({ code: 0, signal: null });
});

test("XGBoost learns Abalone in it", async () => {
  const fixture = new ContainerFixture();
  try {
    cpSync(ABALONE, join(fixture.root, "input/data"), { recursive: true });
    fixture.channels({ train: "text/libsvm", validation: "text/libsvm" });
    fixture.hyperparameters({ objective: "reg:squarederror", num_round: "10", max_depth: "5" });
    const mount = ["--bind", fixture.root, "/opt/ml"];
    const { exitCode, stdout } = await image.node([POD, "algorithm", "xgboost", "train"], mount);
    expect(exitCode).toBe(0);
    expect(Number(/^\[9\].*validation-rmse:(\S+)$/m.exec(stdout)?.[1])).toBeLessThan(2.6);
    expect(fixture.has("model/xgboost-model")).toBe(true);
  } finally {
    fixture.remove();
  }
});

test("Slipway in the image makes the image again, with the same digest", async () => {
  const out = join(image.folder, "again");
  mkdirSync(out);
  const build = [SLIPWAY, "image", "build", "/out/image.tar", "-o", "json"];
  const { exitCode, stdout, stderr } = await image.node(build, ["--bind", out, "/out"]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(JSON.parse(stdout)).toMatchObject({ digest: image.built?.digest, bytes: image.built?.bytes });
  expect(readdirSync(out)).toEqual(["image.tar"]);
  expect(readFileSync(join(out, "image.tar")).equals(readFileSync(image.file))).toBe(true);
});

test("A disk that gets full is told in one error, and nothing is left on it", async () => {
  const script = `
    const { spawnSync } = require("node:child_process");
    const { readdirSync } = require("node:fs");
    const { status, stderr } = spawnSync(process.execPath, ["${SLIPWAY}", "image", "build", "/out/image.tar"]);
    console.log(JSON.stringify({ status, stderr: String(stderr), left: readdirSync("/out") }));
  `;
  const { stdout } = await image.node(["-e", script], ["--size", "20000000", "--tmpfs", "/out"]);
  expect(JSON.parse(stdout)).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^✗ SLIP-IMAGE-005 .*ENOSPC/s),
    left: [],
  });
});
