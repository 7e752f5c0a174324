import { PassThrough } from "node:stream";
import { SlipwayError } from "@slipway/model";
import { describe, expect, test } from "vitest";
import { ManualClock } from "#lib/manual-clock.ts";
import { holdingInvoker } from "./holding-invoker.ts";
import type { Invocation, Recipient } from "./invoker.ts";

const LIMITS = { holdMs: 1_000, againMs: 100, requests: 2, bytes: 100 };

const unsent = () => new SlipwayError("SLIP-ROUTER-003", "no pod", { details: { retryAfterSeconds: 1 } });
const refusal = { code: "SLIP-ROUTER-003" };

/** An endpoint whose pods are there or not. */
function bench() {
  const clock = new ManualClock();
  const state = { error: undefined as Error | undefined, asked: 0 };
  const invoker = holdingInvoker({
    clock,
    limits: LIMITS,
    invoker: {
      invoke: async () => {
        state.asked += 1;
        if (state.error !== undefined) throw state.error;
      },
    },
  });
  const recipient = (): Recipient => {
    const response = new PassThrough();
    return { response, begin: () => response };
  };
  const invocation = (endpoint = "E", size = 1): Invocation => ({
    ...{ namespace: "ns", endpoint, headers: {} },
    body: Buffer.alloc(size),
  });
  const invoke = (endpoint?: string, size?: number, to = recipient()) =>
    invoker.invoke(invocation(endpoint, size), to);
  /** Lets time pass in steps, as it does. */
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += LIMITS.againMs) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(LIMITS.againMs);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { state, invoke, pass, recipient };
}

describe("an invocation that no pod can take", () => {
  test("waits until one can", async () => {
    const { state, invoke, pass } = bench();
    state.error = unsent();
    let answered = false;
    const invoked = invoke().then(() => {
      answered = true;
    });
    await pass(500);
    expect(answered).toBe(false);
    state.error = undefined;
    await pass(200);
    await invoked;
  });

  test("is told so after its time, and those that follow at once, until one was answered", async () => {
    const { state, invoke, pass } = bench();
    state.error = unsent();
    const refused = expect(invoke()).rejects.toMatchObject(refusal);
    await pass(1_200);
    await refused;
    await expect(invoke()).rejects.toMatchObject(refusal);
    state.error = undefined;
    await invoke();
    state.error = unsent();
    const waits = invoke();
    await pass(100);
    state.error = undefined;
    await pass(200);
    await waits;
  });

  test("is not asked again where it may have been what broke a pod", async () => {
    const { state, invoke } = bench();
    state.error = new SlipwayError("SLIP-ROUTER-003", "it broke one and reached none after that");
    await expect(invoke()).rejects.toMatchObject(refusal);
    expect(state.asked).toBe(1);
  });

  test("is let go of when its client goes", async () => {
    const { state, invoke, pass, recipient } = bench();
    state.error = unsent();
    const to = recipient();
    const invoked = invoke("E", 1, to);
    to.response.destroy();
    await pass(200);
    await invoked;
    expect(state.asked).toBe(1);
  });

  test.each([
    ["requests", 1, 1],
    ["bytes", 60, 60],
  ])("finds no more room than there is, of %s", async (_of, first, second) => {
    const { state, invoke, pass } = bench();
    state.error = unsent();
    const held = [invoke("E", first), invoke("F", 1)];
    await pass(0);
    await expect(invoke("G", second)).rejects.toMatchObject(refusal);
    state.error = undefined;
    await pass(200);
    await Promise.all(held);
  });
});
