import type { FlowStep } from "@slipway/model/flows/index.ts";
import { Home, ok } from "../../test/e2e/support/home.ts";
import type { CpuGroup } from "../support/cpu-group.ts";
import type { Chain, Peer } from "./peer.ts";

const apiVersion = "slipway.dev/v1alpha1";
const PATIENCE = "600s";

/** A program that is started as it is. */
export const PROGRAM = ["/usr/bin/env", "bash", "-c"];
/** A shell, which is started where `python` and `pip` are the machine's best, as what it calls may want them. */
export const SHELL = ["bash", "-c"];

/** A home on its embedded Kubernetes, each step a pod with a sandbox and users of its own. */
export async function slipway(command: readonly string[], group: CpuGroup): Promise<Peer> {
  const home = new Home();
  await group.within(() => home.start());
  let runs = 0;
  return {
    kinds: ["process", "nothing"],
    stands: true,
    folder: home.state,
    async run(chain) {
      const name = `chain-${++runs}`;
      const items = [
        { apiVersion, kind: "Flow", metadata: { name }, spec: { steps: stepsOf(chain, command) } },
        { apiVersion, kind: "FlowRun", metadata: { name }, spec: { flow: name } },
      ];
      const list = JSON.stringify({ apiVersion: "v1", kind: "List", items });
      await ok(home.kubectlWith(list, "apply", "-f", "-"));
      const until = "--for=jsonpath={.status.phase}=Succeeded";
      await ok(home.kubectl("wait", `flowrun/${name}`, until, `--timeout=${PATIENCE}`));
    },
    stop: () => home.down(),
  };
}

const stepsOf = ({ kind, steps }: Chain, command: readonly string[]): readonly FlowStep[] =>
  Array.from({ length: steps }, (_, index) => ({
    name: `link-${index}`,
    ...(index === 0 ? {} : { needs: [`link-${index - 1}`] }),
    ...(kind === "process" ? { run: { command } } : { pass: {} }),
  }));
