import { SlipwayError } from "@slipway/model";

/** How keys are written in a list: as they are, or percent-encoded when encoding-type=url asks for it. */
export function encoder(call: { query(name: string): string | undefined }): (text: string) => string {
  const type = call.query("encoding-type");
  if (type === undefined || type === "") return (text) => text;
  if (type !== "url")
    throw new SlipwayError(
      "SLIP-S3-017",
      `encoding-type must be url, got ${JSON.stringify(type.slice(0, 40))}.`,
    );
  return (text) => encodeURIComponent(text).replaceAll("%2F", "/");
}
