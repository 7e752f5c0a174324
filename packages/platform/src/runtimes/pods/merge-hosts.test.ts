import type { FailureClass, RunPhase } from "@slipway/model";
import { isEnd } from "@slipway/model";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { modelRuns } from "#lib/testing/model-runs.ts";
import { type HostState, mergeHosts as merge } from "./merge-hosts.ts";

const mergeHosts = (hosts: readonly HostState[], size: number) => merge(hosts, { size });

const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, second));

interface Told {
  readonly phase: RunPhase;
  readonly entered?: HostState["state"]["entered"];
  readonly blame?: FailureClass;
  readonly over?: boolean;
  readonly stopping?: boolean;
}

/** The host of this number, from 1. */
function host(number: number, { phase, entered = {}, blame, over, stopping = false }: Told): HostState {
  const name = `algo-${number}`;
  const message = `${phase} on its own`;
  const instances = [{ host: name, pod: `run-${name}`, phase, message }];
  const failure =
    blame === undefined ? {} : { failure: { class: blame, message: `${blame} here`, exitCode: 3 } };
  return {
    host: name,
    state: { phase, message, instances, entered, ...failure },
    over: over ?? isEnd(phase),
    stopping,
  };
}

describe("a run of several hosts", () => {
  test("is as far as the host that is least far, which its sentence names", () => {
    const merged = mergeHosts(
      [host(1, { phase: "running" }), host(2, { phase: "downloading" }), host(3, { phase: "running" })],
      3,
    );
    expect(merged).toMatchObject({ phase: "downloading", message: "algo-2: downloading on its own" });
    expect(merged.instances.map(({ host, phase }) => [host, phase])).toEqual([
      ["algo-1", "running"],
      ["algo-2", "downloading"],
      ["algo-3", "running"],
    ]);
    expect(mergeHosts([host(1, { phase: "running" }), host(2, { phase: "running" })], 2).message).toBe(
      "running on its own",
    );
  });

  test("uses machines from when its first host does, and runs once its last one does", () => {
    const running = { pending: at(0), downloading: at(1), running: at(4) };
    const later = { pending: at(0), downloading: at(2), running: at(6) };
    const both = [
      host(1, { phase: "running", entered: running }),
      host(2, { phase: "running", entered: later }),
    ];
    expect(mergeHosts(both, 2).entered).toEqual({ pending: at(0), downloading: at(1), running: at(6) });
    const one = [both[0] as HostState, host(2, { phase: "downloading", entered: { downloading: at(2) } })];
    expect(mergeHosts(one, 2).entered).toEqual({ pending: at(0), downloading: at(1) });
  });

  test("has failed when the others have ended, and says before that whom it waits for", () => {
    const failed = host(2, { phase: "failed", blame: "user-code", entered: { failed: at(5) } });
    const waiting = mergeHosts([host(1, { phase: "running" }), failed], 2);
    expect(waiting).toMatchObject({
      phase: "running",
      message: "algo-2: user-code here; waiting for algo-1 to end",
      failure: { class: "user-code", message: "algo-2: user-code here", exitCode: 3 },
    });
    const ended = mergeHosts([host(1, { phase: "stopped", entered: { stopped: at(9) } }), failed], 2);
    expect(ended).toMatchObject({ phase: "failed", failure: waiting.failure, entered: { failed: at(9) } });
  });

  test("blames the first to fail for what the others died of, and the machinery before any program", () => {
    const first = host(3, { phase: "failed", blame: "out-of-memory", entered: { failed: at(4) } });
    const second = host(1, { phase: "failed", blame: "user-code", entered: { failed: at(5) } });
    const other = host(2, { phase: "succeeded" });
    expect(mergeHosts([second, other, first], 3).failure?.message).toBe("algo-3: out-of-memory here");
    const lost = host(2, { phase: "failed", blame: "node-lost", over: false });
    const merged = mergeHosts([second, lost, host(3, { phase: "running" })], 3);
    expect(merged).toMatchObject({ phase: "failed", failure: { class: "node-lost" } });
  });

  test("fails at once where a host cannot start, since its pod would not end by itself", () => {
    const stuck = host(1, { phase: "failed", blame: "image-pull", over: false });
    expect(mergeHosts([stuck, host(2, { phase: "running" })], 2).phase).toBe("failed");
  });

  test("is stopped where hosts were stopped or taken away for that, whatever others came to", () => {
    expect(mergeHosts([host(1, { phase: "succeeded" }), host(2, { phase: "stopped" })], 2).phase).toBe(
      "stopped",
    );
    const stopping = host(1, { phase: "running", stopping: true });
    expect(mergeHosts([stopping], 2).phase).toBe("running");
    expect(mergeHosts([host(1, { phase: "stopped" })], 2)).toMatchObject({ phase: "stopped" });
  });

  test("is stopped where a host fails once it was asked to stop, and has succeeded where all did so before they heard of it", () => {
    const late = host(2, { phase: "failed", blame: "user-code", stopping: true });
    expect(mergeHosts([host(1, { phase: "stopped" }), late], 2)).toMatchObject({
      phase: "stopped",
    });
    const done = [1, 2].map((number) => host(number, { phase: "succeeded", stopping: true }));
    expect(mergeHosts(done, 2).phase).toBe("succeeded");
  });

  test("is lost where somebody deleted one of its pods", () => {
    const merged = mergeHosts([host(2, { phase: "running" })], 2);
    expect(merged).toMatchObject({ phase: "failed", failure: { class: "node-lost" } });
    expect(merged.message).toContain("only those of algo-2 are left");
  });
});

test("A run of one host is what its host is", () => {
  const only = host(1, { phase: "failed", blame: "user-code" });
  expect(mergeHosts([only], 1)).toBe(only.state);
});

test("No run ends before its hosts, unless the machinery lost it, and an end is told with its time", () => {
  const phase = fc.constantFrom<RunPhase>(
    "pending",
    "downloading",
    "running",
    "uploading",
    "succeeded",
    "stopped",
    "failed",
  );
  const told = fc.record({ phase, second: fc.nat(59), stopping: fc.boolean() });
  const property = fc.property(fc.array(told, { minLength: 2, maxLength: 5 }), (given) => {
    const hosts = given.map(({ phase, second, stopping }, index) =>
      host(index + 1, {
        phase,
        stopping,
        entered: { [phase]: at(second) },
        ...(phase === "failed" ? { blame: "user-code" } : {}),
      }),
    );
    const merged = mergeHosts(hosts, hosts.length);
    const phases = given.map(({ phase }) => phase);
    expect(isEnd(merged.phase)).toBe(phases.every((phase) => isEnd(phase)));
    const failed = given.some(({ phase, stopping }) => phase === "failed" && !stopping);
    expect(merged.failure !== undefined).toBe(failed);
    if (isEnd(merged.phase)) expect(merged.entered[merged.phase]).toBeInstanceOf(Date);
    if (merged.phase === "succeeded") expect(new Set(phases)).toEqual(new Set(["succeeded"]));
    expect(merged.message).not.toBe("");
  });
  fc.assert(property, modelRuns(200));
});

test.each([true, false])(
  "Where each works for itself a failure is told when all have ended, its pod being over: %s",
  (over) => {
    const [done, failed] = [
      host(1, { phase: "succeeded" }),
      host(2, { phase: "failed", blame: "input", over }),
    ];
    const of = { size: 3, eachForItself: true };
    const state = merge([done, failed, host(3, { phase: "running" })], of);
    expect([state.phase, state.failure]).toEqual(["running", undefined]);
    expect(merge([done, failed, host(3, { phase: "succeeded" })], of)).toMatchObject({
      phase: "failed",
      failure: { message: expect.stringMatching(/^algo-2: /) },
    });
  },
);
