import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import { type Home, ok } from "./home.ts";

const FIXTURE = join(import.meta.dirname, "../fixtures/trespass");

/** Two jobs at once try to leave their folders, to write to the kernel and to get past the doors; none of it may succeed. */
export async function expectNoTrespass(home: Home): Promise<void> {
  const { ports } = JSON.parse(readFileSync(join(home.state, "state.json"), "utf8"));
  const parameters = [`state=${home.state}`, `server=${home.pid}`]
    .concat(`kubernetes=https://127.0.0.1:${ports.kubernetes}`, `aws=http://127.0.0.1:${ports.aws}`)
    .flatMap((word) => ["--hp", word]);
  const marks = ["trespass-one", "trespass-two"];
  for (const mark of marks)
    await ok(home.slipway("train", FIXTURE, "--name", mark, ...parameters, "--hp", `mark=${mark}`));
  for (const mark of marks) await expectNothingDone(home, mark);
}

async function expectNothingDone(home: Home, mark: string): Promise<void> {
  await ok(home.slipway("wait", `trainingjob/${mark}`, "--timeout", "2m"));
  const log = await ok(home.slipway("logs", `trainingjob/${mark}`));
  const seen = JSON.parse(log.split("\n").find((line) => line.startsWith("{")) ?? "");
  expect(seen).toMatchObject({ settings: [], written: [], read: [], reachedServer: false });
  expect(Object.keys(seen.doors)).toHaveLength(6);
  for (const [path, status] of Object.entries(seen.doors)) expect([401, 403], path).toContain(status);
  expect(seen.own).toEqual({
    "/opt/ml/model": "free",
    "/opt/ml/output/data": "free",
    "/opt/ml/code": "free",
    "/tmp": "free",
    "~": "free",
    "/dev/shm": "free",
  });
  // The sandbox's own first process, the image's program, and this one.
  expect(seen.processes).toBeLessThanOrEqual(4);
  const outside = ["/", "/tmp", "/var/tmp", "/etc", "/opt", homedir(), home.state, dirname(home.state)];
  for (const folder of outside) expect(existsSync(join(folder, mark)), folder).toBe(false);
}
