/** What of an endpoint's invocations is written down, and where: on its Services, as JSON, for the router to read. */
export interface DataCapture {
  /** `s3://BUCKET/PREFIX`, without a slash at its end. */
  readonly destination: string;
  /** Of invocations; above 0, up to 100. */
  readonly percent: number;
  readonly input: boolean;
  readonly output: boolean;
  /** Content types whose bodies are written as they are; those of no list as base64. */
  readonly csv: readonly string[];
  readonly json: readonly string[];
}

/** On the Service of a variant: its DataCapture; absent where nothing is captured. */
export const DATA_CAPTURE_ANNOTATION = "slipway.dev/data-capture";

export function dataCaptureText(capture: DataCapture): string {
  return JSON.stringify(capture);
}

/** Undefined where there is none, and for what is none. */
export function dataCaptureIn(text: string | undefined): DataCapture | undefined {
  if (text === undefined) return undefined;
  try {
    const read = JSON.parse(text) as Partial<Record<keyof DataCapture, unknown>> | null;
    return read !== null && isDataCapture(read) ? read : undefined;
  } catch {
    return undefined;
  }
}

function isDataCapture(
  read: Partial<Record<keyof DataCapture, unknown>>,
): read is Partial<Record<keyof DataCapture, unknown>> & DataCapture {
  const { destination, percent, input, output, csv, json } = read;
  return (
    typeof destination === "string" &&
    typeof percent === "number" &&
    typeof input === "boolean" &&
    typeof output === "boolean" &&
    [csv, json].every((list) => Array.isArray(list) && list.every((one) => typeof one === "string"))
  );
}
