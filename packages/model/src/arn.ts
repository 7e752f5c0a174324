/** Whose and where: the account and region that an ARN names. */
export interface AwsIdentity {
  /** Twelve digits. */
  readonly accountId: string;
  readonly region: string;
}

/** The ARN of a resource, e.g. `arn:aws:sagemaker:REGION:ACCOUNT:model/NAME`; AWS writes the name in lower case. */
export function arnOf(
  { accountId, region }: AwsIdentity,
  { service, type, name }: { readonly service: string; readonly type: string; readonly name: string },
): string {
  return `arn:aws:${service}:${region}:${accountId}:${type}/${name.toLowerCase()}`;
}
