/** Whose and where: the account and region that an ARN names. */
export interface AwsIdentity {
  /** Twelve digits. */
  readonly accountId: string;
  readonly region: string;
}

/** The ARN of a SageMaker resource; AWS writes the name in lower case. */
export function sagemakerArn(identity: AwsIdentity, type: string, name: string): string {
  return `arn:aws:sagemaker:${identity.region}:${identity.accountId}:${type}/${name.toLowerCase()}`;
}
