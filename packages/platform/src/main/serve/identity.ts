import type { AwsIdentity, Caller } from "@slipway/model";
import { MASTERS } from "@slipway/model";

/** Whose resources the embedded home's are: a fictional account, as AWS's own examples use one. */
export const IDENTITY: AwsIdentity = { accountId: "123456789012", region: "us-east-1" };

/** Who Slipway's own parts are to the API server. */
export const SYSTEM: Caller = { user: "system:slipway", groups: [MASTERS] };
export const ADMIN: Caller = { user: "admin", groups: [MASTERS] };
