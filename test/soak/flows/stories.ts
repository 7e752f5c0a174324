// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours
import type { FlowDefinition, FlowStep, RunBody } from "@slipway/model/flows/index.ts";
import type { FlowRunPhase } from "@slipway/model/kinds/flow-run/index.ts";

/** Enough tries for whatever a soak kills, at once. */
const MANY = 1_000;
const AT_ONCE = { backoffSeconds: 0 };
const TRIED_AGAIN = {
  retry: {
    limits: Object.fromEntries(
      ["user-code", "node-lost", "internal", "preempted", "output", "input"].map((failure) => [
        failure,
        MANY,
      ]),
    ),
    ...AT_ONCE,
  },
};

/** A flow, and what has to come of each of its runs, whatever is killed meanwhile. */
export interface Story {
  readonly flow: string;
  readonly definition: FlowDefinition;
  readonly phase: FlowRunPhase;
  /** Steps whose programs are to have succeeded. */
  readonly done: readonly string[];
  /** Steps whose programs are to have ended otherwise, or not to have begun. */
  readonly undone: readonly string[];
  /** Of each teardown, what it comes after. */
  readonly after: Readonly<Record<string, readonly string[]>>;
  /** The run is canceled once this step's program has begun. */
  readonly cancelAt?: string;
}

/** Programs fail that begin for the first time where their step's name says so, and always where it does. */
export const isToFail = (path: string, begun: number): boolean =>
  path === "bad" || (path.endsWith("flaky") && begun === 1);

/** Says to the witness at the port that it begins, takes its time, says that it is done, and ends as it is told to. */
const telling = (port: number, path: string, seconds: number): RunBody => ({
  command: ["bash", "-c"],
  args: [
    [
      `exec 3<>/dev/tcp/127.0.0.1/${port} || exit 1`,
      `echo "\${{ run.name }} ${path} begin" >&3; read -r code <&3 || exit 1`,
      `sleep ${seconds}`,
      `[ "$code" = 0 ] || exit "$code"`,
      `echo "\${{ run.name }} ${path} end" >&3; read -r code <&3; exit 0`,
    ].join("\n"),
  ],
});

export function stories(port: number): readonly Story[] {
  const step = (name: string, more: Partial<FlowStep> = {}, path = name): FlowStep => ({
    name,
    ...TRIED_AGAIN,
    run: telling(port, path, 0.2),
    ...more,
  });
  const up = step("up", { setup: true });
  const drop = step("drop", { teardownOf: ["up"] });
  const onExit = [step("tell", {}, "onExit.tell")];
  return [
    {
      flow: "whole",
      definition: {
        steps: [
          up,
          step(
            "fit",
            { needs: ["up"], forEach: { items: [0, 1, 2, 3], maxConcurrency: 3 } },
            "fit[${{ item }}]",
          ),
          step("flaky", { needs: ["up"] }),
          {
            name: "part",
            needs: ["fit"],
            forEach: { items: [0, 1], as: "part" },
            steps: [
              step("up", { setup: true }, "part[${{ items.part }}].up"),
              step("work", { needs: ["up"] }, "part[${{ items.part }}].work"),
              step("drop", { teardownOf: ["up"] }, "part[${{ items.part }}].drop"),
            ],
          },
          step("report", { needs: ["part", "flaky"] }),
          drop,
        ],
        onExit,
      },
      phase: "Succeeded",
      done: [
        "up",
        ...[0, 1, 2, 3].map((item) => `fit[${item}]`),
        "flaky",
        ...[0, 1].flatMap((item) => ["up", "work", "drop"].map((name) => `part[${item}].${name}`)),
        "report",
        "drop",
        "onExit.tell",
      ],
      undone: [],
      after: {
        "part[0].drop": ["part[0].work"],
        "part[1].drop": ["part[1].work"],
        drop: ["fit[3]", "flaky", "part[0].drop", "part[1].drop", "report"],
        "onExit.tell": ["drop"],
      },
    },
    {
      flow: "broken",
      definition: {
        steps: [
          up,
          step("bad", {
            needs: ["up"],
            retry: { ...TRIED_AGAIN.retry, limits: { ...TRIED_AGAIN.retry.limits, "user-code": 1 } },
          }),
          step("never", { needs: ["bad"] }),
          drop,
        ],
        onExit,
      },
      phase: "Failed",
      done: ["up", "drop", "onExit.tell"],
      undone: ["bad", "never"],
      after: { drop: ["bad"], "onExit.tell": ["drop"] },
    },
    {
      flow: "canceled",
      definition: {
        steps: [
          up,
          step("long", {
            needs: ["up"],
            forEach: { items: [0, 1] },
            run: telling(port, "long[${{ item }}]", 600),
          }),
          step("never", { needs: ["long"] }),
          drop,
        ],
        onExit,
      },
      phase: "Canceled",
      done: ["up", "drop", "onExit.tell"],
      undone: ["long[0]", "long[1]", "never"],
      after: { drop: ["long[0]", "long[1]"], "onExit.tell": ["drop"] },
      cancelAt: "long[1]",
    },
  ];
}
