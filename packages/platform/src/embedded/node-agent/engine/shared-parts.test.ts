import type { Container, Pod } from "@slipway/model/kubernetes/workloads.ts";
import { describe, expect, it } from "vitest";
import type { Images } from "../pod/image.ts";
import { containersOf } from "../pod/roles.ts";
import { podOf, shell } from "../testing/pods.ts";
import { refuseSharedParts } from "./shared-parts.ts";

type Mounts = NonNullable<Container["volumeMounts"]>;

const whole: Mounts = [{ name: "v", mountPath: "/v" }];
const seen: Mounts = [{ name: "v", mountPath: "/v", readOnly: true }];
const part: Mounts = [{ name: "v", mountPath: "/part", subPath: "a/b" }];

function podWith(others: Partial<Pod["spec"]>, volume: object = { emptyDir: {} }): Pod {
  const main = shell("main", "", { volumeMounts: [...part] });
  const { containers = [], ...more } = others;
  return podOf("x", [main, ...containers], { volumes: [{ name: "v", ...volume }], ...more });
}

const images: Images = (image) =>
  image === "slipway.dev/slipway" ? { process: { argv: ["slipway"], movesData: true } } : undefined;

function refusal(pod: Pod): unknown {
  try {
    const main = containersOf(pod).find(({ name }) => name === "main");
    if (main !== undefined) refuseSharedParts(main, { pod, images });
    return undefined;
  } catch (error) {
    return error;
  }
}

describe("a part of a volume that an engine is to mount", () => {
  const other = (volumeMounts: Mounts) => shell("other", "", { volumeMounts: [...volumeMounts] });

  it.each([
    ["main", { containers: [other(whole)] }],
    ["init", { initContainers: [other(whole)] }],
    ["sidecar", { initContainers: [{ ...other(whole), restartPolicy: "Always" as const }] }],
    ["one of the same part", { containers: [other(part)] }],
    ["one that also reads", { containers: [other([...seen, { name: "v", mountPath: "/w" }])] }],
  ])("is refused where another container can put a link: %s", (_, others) => {
    expect(refusal(podWith(others))).toMatchObject({
      code: "SLIP-NODE-002",
      message: expect.stringMatching(/the subPath "a\/b" of volume "v", in which "other" can write/),
    });
  });

  it("is mounted where only what the agent moves itself is written beside it", () => {
    const moved: Container = {
      ...{ name: "fetch", image: "slipway.dev/slipway", args: ["sidecar", "fetch"] },
      volumeMounts: ["/opt/ml", "/etc/slipway/plan"].map((mountPath) => ({ name: "v", mountPath })),
    };
    expect(refusal(podWith({ initContainers: [moved] }))).toBeUndefined();
    const started: Container = { ...moved, command: ["other"] };
    expect(refusal(podWith({ initContainers: [started] }))).toMatchObject({ code: "SLIP-NODE-002" });
  });

  it.each([
    ["nobody else has it", {}, undefined],
    ["others only read it", { containers: [other(seen)] }, undefined],
    ["others have other volumes", { containers: [other([{ name: "w", mountPath: "/w" }])] }, undefined],
    ["it is a ConfigMap's", { containers: [other(whole)] }, { configMap: { name: "c" } }],
    ["it is a Secret's", { containers: [other(whole)] }, { secret: { secretName: "s" } }],
  ])("is mounted where no other container can: %s", (_, others, volume) => {
    expect(refusal(podWith(others, volume))).toBeUndefined();
  });
});
