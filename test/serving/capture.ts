import { join } from "node:path";
import { expect, test } from "vitest";
import { pythonEnv } from "../../scripts/python-env.ts";
import { type Home, ROOT } from "../e2e/support/home.ts";
import type { Projects } from "../e2e/support/projects.ts";
import { saidBy } from "../e2e/support/said-by.ts";
import type { Programs } from "../e2e/support/shell.ts";

interface Payload {
  readonly observedContentType: string;
  readonly mode: string;
  readonly data: string;
  readonly encoding: "CSV" | "JSON" | "BASE64";
}

interface CapturedRecord {
  readonly captureData: { readonly endpointInput: Payload; readonly endpointOutput: Payload };
  readonly eventMetadata: {
    readonly eventId: string;
    readonly inferenceId: string;
    readonly inferenceTime: string;
    readonly customAttributes?: readonly string[];
  };
  readonly eventVersion: string;
}

interface Said {
  readonly endpoint: string;
  readonly bucket: string;
  readonly exchanges: Readonly<
    Record<string, { readonly asked: string; readonly answered: string; readonly type: string }>
  >;
  readonly summaries: readonly unknown[];
  readonly written: Readonly<Record<string, readonly CapturedRecord[]>>;
}

const base64 = ({ data, encoding }: Payload): string =>
  encoding === "BASE64" ? data : Buffer.from(data).toString("base64");

/** Data capture by the SageMaker SDK: the same in each home that runs programs. `served` is told what is captured, and where to. */
export function dataCapture(
  at: () => { readonly home: Home; readonly tools: Programs; readonly projects: Projects },
  served: (said: Pick<Said, "endpoint" | "bucket">) => void = () => {},
): void {
  test("what SageMaker's SDK asks to be captured is in its bucket as it was sent and answered", async () => {
    const { home, tools, projects } = at();
    const { python } = await pythonEnv("sagemaker-2");
    const program = join(ROOT, "test/serving/programs/capture_sdk_v2.py");
    const found = await saidBy(home, tools, {
      python,
      program,
      folder: projects.write("capture", { readme: "" }),
    });
    expect(found.said, found.log.slice(-4_000)).not.toBeNull();
    const said = found.said as Said;
    served(said);
    const { endpoint, bucket, exchanges, written } = said;
    const records = Object.values(written).flat();
    const ids = records.map(({ eventMetadata }) => eventMetadata.inferenceId);
    const asked = Object.keys(exchanges).filter((id) => id !== "unseen");
    expect(ids.toSorted()).toEqual(asked.toSorted());
    const encodings = new Map<string, string>();
    for (const { captureData, eventMetadata, eventVersion } of records) {
      const { inferenceId: id, eventId, inferenceTime, customAttributes } = eventMetadata;
      const { endpointInput, endpointOutput } = captureData;
      const exchange = exchanges[id];
      expect([id, base64(endpointInput)]).toEqual([id, exchange?.asked]);
      expect([id, base64(endpointOutput)]).toEqual([id, exchange?.answered]);
      expect(endpointInput.observedContentType).toBe(exchange?.type);
      expect(endpointOutput.observedContentType).toBe(exchange?.type);
      expect([endpointInput.mode, endpointOutput.mode, eventVersion]).toEqual(["INPUT", "OUTPUT", "0"]);
      expect(eventId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(inferenceTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(customAttributes).toEqual(id === "csv" ? ["trace=7"] : undefined);
      encodings.set(id, endpointInput.encoding);
    }
    expect(new Set(records.map(({ eventMetadata }) => eventMetadata.eventId)).size).toBe(records.length);
    expect(["csv", "json", "binary", "large"].map((id) => encodings.get(id))).toEqual([
      "CSV",
      "JSON",
      "BASE64",
      "CSV",
    ]);
    for (const [key, [first]] of Object.entries(written)) {
      const hour = (first?.eventMetadata.inferenceTime ?? "").slice(0, 13).replaceAll(/[-T]/g, "/");
      const name = "\\d\\d-\\d\\d-\\d{3}-[0-9a-f-]{36}\\.jsonl";
      expect(key).toMatch(new RegExp(`^(first|third)/${endpoint}/AllTraffic/${hour}/${name}$`));
    }
    const told = (enabled: boolean, to: string) => ({
      EnableCapture: enabled,
      CaptureStatus: enabled ? "Started" : "Stopped",
      CurrentSamplingPercentage: 100,
      DestinationS3Uri: `s3://${bucket}/${to}`,
      KmsKeyId: "",
    });
    expect(said.summaries).toEqual([told(true, "first"), told(false, "second"), told(true, "third")]);
  }, 600_000);
}
