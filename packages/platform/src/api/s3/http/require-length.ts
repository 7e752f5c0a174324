import { SlipwayError } from "@slipway/model";

/** Throws SLIP-S3-035 where nothing says how long the body is: it may be one that broke off. */
export function requireLength({ header }: { header(name: string): string | undefined }): void {
  const decoded = header("x-amz-decoded-content-length");
  if (header("content-length") !== undefined || decoded !== undefined) return;
  throw new SlipwayError("SLIP-S3-035", "You must provide the Content-Length HTTP header.");
}
