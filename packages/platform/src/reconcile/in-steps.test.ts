import { type Condition, type Resource, SlipwayError } from "@slipway/model";
import { describe, expect, test } from "vitest";
import { silentLog } from "#lib/log.ts";
import type { Cache } from "#store/cache.ts";
import type { Store } from "#store/store.ts";
import { inSteps, type Step } from "./in-steps.ts";
import { TerminalError, type Turn } from "./reconciler.ts";

interface Boat extends Resource {
  readonly status?: {
    readonly conditions?: readonly Condition<"Built" | "Launched">[];
    readonly sails?: number;
  };
}

const boat: Boat = { apiVersion: "v1", kind: "Boat", metadata: { name: "b" } };
const turn: Turn = {
  store: {} as Store,
  cache: {} as Cache,
  now: new Date(0),
  signal: new AbortController().signal,
  log: silentLog,
  events: { record: () => {} },
};
const yes = { condition: { status: "True", reason: "Done", message: "" } } as const;

const step = (condition: Step<Boat>["condition"], run: Step<Boat>["run"]): Step<Boat> => ({ condition, run });

describe("steps", () => {
  test("run in order, each seeing the status the ones before it left", async () => {
    const reconcile = inSteps<Boat>([
      step("Built", async () => ({ ...yes, status: { sails: 2 } })),
      step("Launched", async (object) => ({ ...yes, status: { sails: (object.status?.sails ?? 0) + 1 } })),
    ]);
    const { status } = await reconcile(boat, turn);
    expect(status.sails).toBe(3);
    expect(status.conditions?.map((condition) => condition.type)).toEqual(["Built", "Launched"]);
  });

  test("that throw publish why and are tried again", async () => {
    const lost = new Error("no wood");
    const { status, failure } = await inSteps<Boat>([
      step("Built", () => Promise.reject(lost)),
      step("Launched", async () => yes),
    ])(boat, turn);
    expect(failure).toBe(lost);
    expect(status.conditions).toEqual([
      { type: "Built", status: "False", reason: "Error", message: "no wood" },
    ]);
  });

  test("that are still waited for when the time is up say so, end the pass and are tried again", async () => {
    const end = new AbortController();
    const late = new SlipwayError("SLIP-RUN-020", "No answer within 60 s; it is tried again");
    let began = false;
    const passing = inSteps<Boat>([
      step("Built", () => new Promise(() => {})),
      { ...step("Launched", async () => yes), evenAfterFailure: true },
    ])(boat, { ...turn, signal: end.signal });
    void passing.then(() => {
      began = true;
    });
    await Promise.resolve();
    expect(began).toBe(false);
    end.abort(late);
    const { status, failure } = await passing;
    expect(failure).toBe(late);
    expect(status.conditions).toEqual([
      {
        type: "Built",
        status: "False",
        reason: "DeadlineExceeded",
        message: "SLIP-RUN-020: No answer within 60 s; it is tried again",
      },
    ]);
  });

  test("that end in words of their own because the time is up say that it is", async () => {
    const end = new AbortController();
    const late = new SlipwayError("SLIP-RUN-020", "No answer within 60 s; it is tried again");
    const { status, failure } = await inSteps<Boat>([
      step("Built", async () => {
        end.abort(late);
        throw new Error("socket hang up");
      }),
    ])(boat, { ...turn, signal: end.signal });
    expect(failure).toBe(late);
    expect(status.conditions?.[0]?.reason).toBe("DeadlineExceeded");
  });

  test("say nothing of a home that stops while they wait", async () => {
    const end = new AbortController();
    const passing = inSteps<Boat>([step("Built", () => new Promise(() => {}))])(boat, {
      ...turn,
      signal: end.signal,
    });
    end.abort(new Error("the home stops"));
    await expect(passing).rejects.toThrow("the home stops");
  });

  test("that throw a TerminalError publish why and are not tried again", async () => {
    const { status, failure } = await inSteps<Boat>([
      step("Built", () => Promise.reject(new TerminalError("NoWood", "no wood grows here"))),
      step("Launched", async () => yes),
    ])(boat, turn);
    expect(failure).toBeUndefined();
    expect(status.conditions).toEqual([
      { type: "Built", status: "False", reason: "NoWood", message: "no wood grows here" },
    ]);
  });

  test("that tell how it does run also after one that failed, and its failure is the one that is tried again", async () => {
    const lost = new Error("no wood");
    const explained: Step<Boat> = {
      ...step("Launched", async () => ({ condition: { status: "False", reason: "Ashore", message: "" } })),
      evenAfterFailure: true,
    };
    const { status, failure } = await inSteps<Boat>([
      step("Built", () => Promise.reject(lost)),
      step("Launched", () => Promise.reject(new Error("nobody should have come here"))),
      explained,
    ])(boat, turn);
    expect(failure).toBe(lost);
    expect(status.conditions?.map(({ reason }) => reason)).toEqual(["Error", "Ashore"]);
  });

  test("that throw tell an error's code, so that people can look it up", async () => {
    const { status } = await inSteps<Boat>([
      step("Built", () => Promise.reject(new SlipwayError("SLIP-API-006", "not allowed"))),
    ])(boat, turn);
    expect(status.conditions?.[0]?.message).toBe("SLIP-API-006: not allowed");
  });

  test("that meet a conflict end the pass: what was learned from an outdated object is not told", async () => {
    const conflict = new SlipwayError("SLIP-API-003", "the object has been modified");
    const passed = inSteps<Boat>([step("Built", () => Promise.reject(conflict))])(boat, turn);
    await expect(passed).rejects.toBe(conflict);
  });

  test("that halt leave later conditions as they were", async () => {
    const before: Boat = { ...boat, status: { conditions: [{ type: "Launched", status: "True" }] } };
    const { status } = await inSteps<Boat>([
      step("Built", async () => ({ ...yes, halt: true })),
      step("Launched", async () => ({ condition: { status: "False", reason: "Sunk", message: "" } })),
    ])(before, turn);
    expect(status.conditions?.find((condition) => condition.type === "Launched")?.status).toBe("True");
  });

  test("that have nothing to say take their condition away", async () => {
    const before: Boat = { ...boat, status: { conditions: [{ type: "Built", status: "True" }], sails: 1 } };
    const { status } = await inSteps<Boat>([step("Built", async () => ({ status: { sails: undefined } }))])(
      before,
      turn,
    );
    expect(status).toEqual({ conditions: [] });
  });

  test("that want to look again do so at the soonest", async () => {
    const { recheckAfterMs } = await inSteps<Boat>([
      step("Built", async () => ({ ...yes, recheckAfterMs: 500 })),
      step("Launched", async () => ({ ...yes, recheckAfterMs: 100 })),
    ])(boat, turn);
    expect(recheckAfterMs).toBe(100);
  });
});
