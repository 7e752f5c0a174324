import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { AnsweredInvocation } from "#ledger/answers.ts";
import { askToLeave, type Heir, listenForLeave } from "./ask-to-leave.ts";

const answered = (inferenceId: string): AnsweredInvocation => ({
  ...{ namespace: "ns", endpoint: "e", inferenceId, variant: "old", at: 1, until: 2 },
});

function path(): string {
  const folder = mkdtempSync(join(tmpdir(), "slipway-leave-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "leave.sock");
}

test("Who is asked leaves at once, and tells what it has left while it ends", async () => {
  const at = path();
  let heir: Heir | undefined;
  listenForLeave(at, (found) => {
    heir = found;
  });
  const heard: string[] = [];
  await expect.poll(() => existsSync(at)).toBe(true);
  await askToLeave(at, (batch) => heard.push(...batch.map(({ inferenceId }) => inferenceId)));
  expect(heir).toBeDefined();
  expect(heard).toEqual([]);
  const many = Array.from({ length: 1_000 }, (_, index) => answered(`i-${index}\n"ö"`));
  await heir?.tell(many);
  await heir?.tell([answered("last")]);
  await expect.poll(() => heard.length).toBe(1_001);
  expect([heard[0], heard.at(-1)]).toEqual([`i-0\n"ö"`, "last"]);
});

test("Where nobody listens there is nobody to wait for", async () => {
  await askToLeave(path(), () => {});
});
