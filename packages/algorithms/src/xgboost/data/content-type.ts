import { SlipwayError } from "@slipway/model";

export type DataFormat = "libsvm" | "csv";

const NAMES: Readonly<Record<string, DataFormat>> = {
  csv: "csv",
  "text/csv": "csv",
  libsvm: "libsvm",
  "text/libsvm": "libsvm",
  "text/x-libsvm": "libsvm",
};

/**
 * The format that a channel's content type names; SageMaker's XGBoost reads libsvm when there is none. Parameters
 * such as a charset are allowed; `label_size` of CSV must be 1.
 */
export function channelFormat(channel: string, contentType: string | undefined): DataFormat {
  if (contentType === undefined || contentType.trim() === "") return "libsvm";
  const [name = "", ...parameters] = contentType
    .toLowerCase()
    .split(";")
    .map((part) => part.trim());
  const format = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
  if (!format) {
    throw new SlipwayError(
      "SLIP-XGB-005",
      `channel ${channel}: the content type ${contentType} is none of ${Object.keys(NAMES).join(", ")}`,
    );
  }
  const size = parameters.find((parameter) => parameter.startsWith("label_size="));
  if (size !== undefined && size !== "label_size=1") {
    throw new SlipwayError(
      "SLIP-XGB-005",
      `channel ${channel}: ${size} in the content type; only label_size=1 works`,
    );
  }
  return format;
}
