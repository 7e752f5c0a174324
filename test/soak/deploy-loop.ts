import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DescribeEndpointCommand } from "@aws-sdk/client-sagemaker";
import { EXAMPLE, ok } from "../e2e/support/home.ts";
import { deleteObject } from "./jobs.ts";
import { become, persist } from "./persist.ts";
import { Predictions } from "./predictions.ts";
import { pause, type Soak } from "./soak.ts";

const ENDPOINT = "endpoints.sagemaker.services.k8s.aws";
const MANIFESTS = readFileSync(join(EXAMPLE, "deploy.yaml"), "utf8");

/** Endpoints that come, answer once and go. */
export async function deployLoop(soak: Soak): Promise<void> {
  const random = soak.random.fork();
  const predictions = new Predictions(soak);
  for (let number = 1; !soak.over; number++) {
    const name = `passing-${number}`;
    // The model stays the one that is there.
    const manifests = MANIFESTS.replaceAll("abalone-endpoint", name);
    await persist(soak, `applying ${name}`, () => ok(soak.home.kubectlWith(manifests, "apply", "-f", "-")));
    const describe = new DescribeEndpointCommand({ EndpointName: name });
    const serves = await become(soak, `${name} in service`, 90, async () => {
      const { EndpointStatus } = await soak.aws.sagemaker.send(describe);
      return EndpointStatus === "InService" ? true : undefined;
    });
    if (serves) {
      const said = await persist(soak, `a prediction of ${name}`, () => predictions.ask(name));
      if (!(Number(said) > 0)) soak.violated(`${name} answered ${said}`);
    }
    await deleteObject(soak, ENDPOINT, name);
    await deleteObject(soak, "endpointconfigs", `${name}-config`);
    soak.counts.deployed += 1;
    await pause(soak, random.between(1_000, 10_000));
  }
  predictions.close();
}
