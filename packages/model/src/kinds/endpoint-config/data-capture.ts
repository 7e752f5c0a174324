import type { DataCapture } from "../../kubernetes/data-capture.ts";
import type { EndpointStatus } from "../endpoint/type.generated.ts";
import type { DataCaptureConfig } from "./type.generated.ts";

/** What is written down by a configuration; undefined where nothing is. */
export function dataCaptureOf(config: DataCaptureConfig | undefined): DataCapture | undefined {
  if (config === undefined || !isEnabled(config)) return undefined;
  const { destinationS3URI = "", initialSamplingPercentage: percent = 0, captureOptions = [] } = config;
  const modes = captureOptions.map(({ captureMode }) => captureMode);
  const [input, output] = (["Input", "Output"] as const).map((mode) => includes(modes, mode));
  if (percent <= 0 || (input !== true && output !== true)) return undefined;
  const { csvContentTypes = [], jsonContentTypes = [] } = config.captureContentTypeHeader ?? {};
  return {
    destination: destinationS3URI.replace(/\/+$/, ""),
    percent,
    input: input === true,
    output: output === true,
    csv: csvContentTypes,
    json: jsonContentTypes,
  };
}

/** As DescribeEndpoint tells it (DataCaptureConfigSummary, of which all members are always there). */
export function dataCaptureSummary(
  config: DataCaptureConfig | undefined,
): EndpointStatus["dataCaptureConfig"] {
  if (config === undefined) return undefined;
  const enableCapture = isEnabled(config);
  return {
    enableCapture,
    captureStatus: enableCapture ? "Started" : "Stopped",
    currentSamplingPercentage: config.initialSamplingPercentage ?? 0,
    destinationS3URI: config.destinationS3URI ?? "",
    kmsKeyID: config.kmsKeyID ?? "",
  };
}

/** Enabled where nothing is said (API_DataCaptureConfig). */
const isEnabled = ({ enableCapture = true }: DataCaptureConfig): boolean => enableCapture;

const includes = (modes: readonly (string | undefined)[], mode: "Input" | "Output"): boolean =>
  modes.includes(mode) || modes.includes("InputAndOutput");
