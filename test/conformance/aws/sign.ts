import { Hash } from "@smithy/core/serde";
import { HttpRequest } from "@smithy/protocol-http";
import { SignatureV4 } from "@smithy/signature-v4";
import type { Sent } from "./signed-home.ts";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface Signing {
  readonly credentials: Credentials;
  readonly host: string;
  readonly service: string;
  readonly region: string;
  readonly at: Date;
  /** A URL that is good for so long, in place of headers. */
  readonly presignedFor?: number;
}

/** What AWS's own signer makes of a request. */
export async function sign(request: Sent, signing: Signing): Promise<Sent> {
  const { credentials, host, service, region, at, presignedFor } = signing;
  const [path = "/", query = ""] = request.url.split("?", 2);
  const signer = new SignatureV4({
    credentials,
    region,
    service,
    sha256: Hash.bind(null, "sha256"),
    uriEscapePath: service !== "s3",
    applyChecksum: service === "s3",
  });
  const plain = new HttpRequest({
    protocol: "http:",
    hostname: host,
    method: request.method,
    path,
    query: Object.fromEntries(new URLSearchParams(query)),
    headers: {
      ...request.headers,
      host,
      ...(service === "s3" && presignedFor !== undefined
        ? { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" }
        : {}),
    },
    ...(request.body === "" ? {} : { body: request.body }),
  });
  const signed =
    presignedFor === undefined
      ? await signer.sign(plain, { signingDate: at })
      : await signer.presign(plain, { signingDate: at, expiresIn: presignedFor });
  const parameters = new URLSearchParams(signed.query as Record<string, string>).toString();
  return {
    method: request.method,
    url: `${path}${parameters === "" ? "" : `?${parameters.replaceAll("+", "%20")}`}`,
    headers: signed.headers,
    body: request.body,
  };
}
