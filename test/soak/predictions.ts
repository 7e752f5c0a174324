import { InvokeEndpointCommand, SageMakerRuntimeClient } from "@aws-sdk/client-sagemaker-runtime";
import { persist } from "./persist.ts";
import { type Soak, sleep } from "./soak.ts";

const ROW = "1:2 2:0.645 3:0.515 4:0.15 5:1.212 6:0.515 7:0.2055 8:0.385";
const PATIENCE_MS = 10_000;

/** Asks endpoints by the AWS door, each time once. */
export class Predictions {
  readonly #client: SageMakerRuntimeClient;

  constructor(soak: Soak) {
    const { region, credentials } = soak.aws.sagemaker.config;
    const endpoint = soak.home.env["AWS_ENDPOINT_URL"] ?? "";
    this.#client = new SageMakerRuntimeClient({ region, credentials, endpoint, maxAttempts: 1 });
  }

  async ask(endpoint: string): Promise<string> {
    const command = new InvokeEndpointCommand({
      EndpointName: endpoint,
      ContentType: "text/x-libsvm",
      Body: ROW,
    });
    const answer = await this.#client.send(command, { abortSignal: AbortSignal.timeout(PATIENCE_MS) });
    return answer.Body.transformToString();
  }

  close(): void {
    this.#client.destroy();
  }
}

/** A steady load on an endpoint: each answer right, and none missing but in an outage. */
export async function invokeLoop(
  soak: Soak,
  load: { readonly endpoint: string; readonly perSecond: number },
): Promise<void> {
  const predictions = new Predictions(soak);
  const expected = await persist(soak, "the first prediction", () => predictions.ask(load.endpoint));
  const under = new Set<Promise<void>>();
  while (!soak.over) {
    const began = Date.now();
    const asked = predictions
      .ask(load.endpoint)
      .then((said) => {
        soak.counts.answered += 1;
        if (said !== expected) soak.violated(`the endpoint answered ${said} instead of ${expected}`);
      })
      .catch((error: unknown) => {
        if (soak.outages.excuse(began)) soak.counts.excused += 1;
        else soak.violated(`the endpoint did not answer: ${String(error)}`);
      })
      .finally(() => under.delete(asked));
    under.add(asked);
    await sleep(1_000 / load.perSecond);
  }
  await Promise.all(under);
  predictions.close();
}
