import { mkdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import * as tls from "node:tls";
import { CLIENTS, isOfCatchAws, TRUST, trustedIn } from "@slipway/model/aws/catch-aws.ts";
import { readIfThere } from "#lib/read-if-there.ts";
import { writeAtomically } from "#lib/write-atomically.ts";
import type { HomeConnection } from "../context.ts";

/** Files that clients read beside the variables. */
export interface ClientFiles {
  /** Settings of the SageMaker Python SDK. */
  readonly sdkConfig: string;
  /** The home's authority alone; absent where the home's own addresses are certified by another one. */
  readonly authority?: string;
  /** Everybody whom this machine trusts, and the home's authority. */
  readonly trusted: string;
}

/** Writes what clients of a home read, beside its kubeconfig; files that say the same already are left alone. */
export function writeClientFiles(
  connection: HomeConnection,
  {
    env,
    catchAws,
  }: { readonly env: Readonly<Record<string, string | undefined>>; readonly catchAws: boolean },
): ClientFiles {
  const { kubeconfig, kubernetes, aws } = connection;
  const folder = join(dirname(kubeconfig), `${basename(kubeconfig, ".kubeconfig")}${CLIENTS}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const [sdkConfig, authority] = [join(folder, "sagemaker.yaml"), join(folder, "ca.crt")];
  const trusted = trustedIn(folder);
  keep(sdkConfig, sdkSettings(aws));
  const { caPem = "" } = kubernetes;
  const addresses = [aws.endpoint, aws.s3Endpoint ?? ""];
  const isOurs = caPem !== "" && addresses.every((address) => !address.startsWith("https:"));
  if (isOurs) keep(authority, caPem);
  if (catchAws) keep(trusted, trustedBy(env, caPem));
  return { sdkConfig, trusted, ...(isOurs ? { authority } : {}) };
}

/** JSON is YAML, too. The bucket is the one that the SDK would choose, if it asked STS by a host that it hard-codes. */
function sdkSettings({ region, accountId }: HomeConnection["aws"]): string {
  const Modules = {
    TelemetryOptOut: true,
    Session: { DefaultS3Bucket: `sagemaker-${region}-${accountId}` },
  };
  return `${JSON.stringify({ SchemaVersion: "1.0", SageMaker: { PythonSDK: { Modules } } }, null, 2)}\n`;
}

/** Node's own roots and the system's, and those of files that this shell names already. */
function trustedBy(env: Readonly<Record<string, string | undefined>>, caPem: string): string {
  const named = TRUST.flatMap((name) => {
    const path = env[name];
    return path === undefined || path === "" || isOfCatchAws(name, path) ? [] : [path];
  });
  // Node before 22.15 does not tell the system's.
  const system = tls.getCACertificates?.("system") ?? [];
  const certificates = [...tls.rootCertificates, ...system, ...named.map(textOf), caPem];
  const texts = new Set(certificates.map((text) => text.trim()).filter((text) => text !== ""));
  return `${[...texts].join("\n")}\n`;
}

/** Of a folder of certificates, which some of the variables may name, there is no text. */
function textOf(path: string): string {
  try {
    return readIfThere(path) ?? "";
  } catch {
    return "";
  }
}

function keep(path: string, text: string): void {
  if (readIfThere(path) !== text) writeAtomically(path, text, 0o644);
}
