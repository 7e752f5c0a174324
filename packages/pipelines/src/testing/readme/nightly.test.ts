import { fails } from "@slipway/pipelines";
import { expect, test } from "vitest";
import { nightly, train } from "./nightly.ts";

const fakes = { prepare: {}, deploy: {} };

test("a good model is deployed", async () => {
  const ran = await nightly.test({ day: "2026-11-30" }, { fakes: { ...fakes, train: { auc: 0.9 } } });
  expect(ran.ran).toEqual(["prepare", "train", "when-then.deploy"]);
  expect(ran.results).toEqual({ auc: 0.9 });
});

test("a bad one is not", async () => {
  const bad = train.fake(({ lr }) => ({ auc: lr > 0.05 ? 0.5 : 0.9 }));
  const ran = await nightly.test({ day: "2026-11-30" }, { fakes: { ...fakes, train: bad } });
  expect(ran.step("when-then").state).toBe("skipped");
});

test("a machine that is taken away is replaced", async () => {
  const lost = fails("preempted", { times: 2, after: 600, next: { auc: 0.9 } });
  const ran = await nightly.test({ day: "2026-11-30" }, { fakes: { ...fakes, train: lost } });
  expect(ran.step("train").tries).toHaveLength(3);
  expect(ran.state).toBe("success");
});
