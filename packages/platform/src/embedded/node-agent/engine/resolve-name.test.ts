import { expect, test } from "vitest";
import { ManualClock } from "#lib/manual-clock.ts";
import { imageName } from "./image-name.ts";
import { MissingEngine } from "./missing-engine.ts";
import { ofRepository, resolveName } from "./resolve-name.ts";

const TAG = "registry.example/team/churn:prod";
const DIGEST = `registry.example/team/churn@sha256:${"a".repeat(64)}`;
const HERE = { id: `sha256:${"f".repeat(64)}`, digests: [DIGEST] };

/** Asked with an engine of these images, whose pulls come to these ends one after the other. */
async function asked(
  reference: string,
  {
    here,
    pulls = [],
  }: {
    readonly here: readonly (typeof HERE | Error | undefined)[];
    readonly pulls?: readonly { readonly error?: string }[];
  },
) {
  const clock = new ManualClock();
  const told: string[] = [];
  let [found, pulled] = [0, 0];
  const images = {
    find: async () => {
      const answer = here[Math.min(found++, here.length - 1)];
      if (answer instanceof Error) throw answer;
      return answer;
    },
    pull: () => ({ settled: Promise.resolve(), end: pulls[Math.min(pulled++, pulls.length - 1)] ?? {} }),
  };
  const containers = { nameOf: (image: string) => imageName(image, "home"), images };
  const { signal } = new AbortController();
  const asking = resolveName(reference, { containers, clock, signal, tell: (one) => void told.push(one) });
  let isOver = false;
  void asking.then(() => {
    isOver = true;
  });
  while (!isOver) {
    clock.advance(5_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return {
    name: await asking,
    pulled,
    told,
    tookMs: clock.now().getTime() - new ManualClock().now().getTime(),
  };
}

test("what the registry has is named by its digest, also where the engine had something of that name", async () => {
  expect(await asked(TAG, { here: [HERE] })).toMatchObject({ name: DIGEST, pulled: 1 });
});

test.each(["manifest unknown", "dial tcp: connection refused"])(
  "where the registry says %s, the engine's own is named by its id",
  async (error) => {
    expect(await asked(TAG, { here: [HERE], pulls: [{ error }] })).toMatchObject({
      name: HERE.id,
      pulled: 1,
    });
  },
);

test("of an image that podman has built itself no registry is asked", async () => {
  expect(await asked("localhost/churn:1", { here: [HERE] })).toMatchObject({ name: HERE.id, pulled: 0 });
});

test("a registry that is away is asked again, for ten minutes", async () => {
  const away = { error: "dial tcp: lookup registry.example: no such host" };
  const back = await asked(TAG, { here: [undefined, HERE], pulls: [away, {}] });
  expect([back.name, back.pulled]).toEqual([DIGEST, 2]);
  expect(back.told.join()).toContain("no such host");
  const { name, tookMs } = await asked(TAG, { here: [undefined], pulls: [away] });
  expect([name, tookMs >= 600_000, tookMs < 660_000]).toEqual([undefined, true, true]);
});

test("what nobody has is run by its name, at once", async () => {
  const nobody = await asked(TAG, { here: [undefined], pulls: [{ error: "manifest unknown" }] });
  expect(nobody).toMatchObject({ name: undefined, pulled: 1 });
});

test("an engine that is not there is waited for, one that is switched off is not", async () => {
  const words = { found: "no engine answers", remedy: "Start one" };
  const missing = (isOff: boolean) => new MissingEngine({ ...words, ...(isOff ? { isOff } : {}) });
  const started = await asked(TAG, { here: [missing(false), HERE] });
  expect(started.name).toBe(DIGEST);
  expect(started.told.join()).toMatch(/SLIP-NODE-008.*Start one/);
  expect((await asked(TAG, { here: [missing(true)] })).name).toBeUndefined();
});

test("a digest and an archive that is not there stand for themselves", async () => {
  expect(await asked(DIGEST, { here: [HERE] })).toMatchObject({ name: undefined, pulled: 0 });
  expect(await asked("/no/such/archive", { here: [HERE] })).toMatchObject({ name: undefined, pulled: 0 });
});

test.each([
  ["churn", "docker.io/library/churn@sha256:1", "docker.io/library/churn@sha256:1"],
  ["team/churn:2", "docker.io/team/churn@sha256:1", "docker.io/team/churn@sha256:1"],
  ["localhost:5000/churn", "localhost:5000/churn@sha256:1", "localhost:5000/churn@sha256:1"],
  ["localhost:5000/churn:2", "other/churn@sha256:1", undefined],
])("of %s the engine's %s is meant: %s", (reference, known, meant) => {
  expect(ofRepository(reference, [known])).toBe(meant);
});
