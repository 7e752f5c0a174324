import { SlipwayError } from "@slipway/model";

/** Whether and how this process may speak to AWS. */
export interface AwsAccess {
  /** Why not, in a sentence; absent where the operator of the home has allowed it. */
  readonly refused?: string;
  /** The home's own AWS door, which must never be taken for AWS. */
  readonly own?: { readonly accessKeyId: string; readonly port: number };
}

/** A request as it is about to be sent. */
interface Outgoing {
  readonly hostname: string;
  readonly port?: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** Throws SLIP-SAGEMAKER-002 where the operator has not allowed AWS. */
export function requireAllowed({ refused }: AwsAccess): void {
  if (refused !== undefined) throw new SlipwayError("SLIP-SAGEMAKER-002", refused);
}

const LOOPBACK = new Set(["127.0.0.1", "localhost", "::1", "[::1]"]);

/**
 * Throws SLIP-SAGEMAKER-004 for a request that would go to the home's own door, or carries the home's own access key,
 * wherever they came from: a shell after `slipway env`, a profile, an annotation.
 */
export function requireForeign({ own }: AwsAccess, { hostname, port, headers }: Outgoing): void {
  if (own === undefined) return;
  if (LOOPBACK.has(hostname) && port === own.port)
    throw new SlipwayError("SLIP-SAGEMAKER-004", "the AWS endpoint is this home's own door");
  if (headers["authorization"]?.includes(`Credential=${own.accessKeyId}/`) === true)
    throw new SlipwayError("SLIP-SAGEMAKER-004", "the AWS access key is this home's own");
}
