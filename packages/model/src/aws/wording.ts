/** AWS's sentences about one kind; clients of years match them. */
export interface AwsWording {
  /** How AWS calls one: `training job`. */
  readonly noun: string;
  /** Of a name that nothing has. Its code is ValidationException. */
  notFound(arn: string): string;
  /** Of a name that is taken already. */
  taken(arn: string): string;
  /** The code that goes with `taken`. */
  readonly takenType: "ResourceInUse" | "ValidationException";
}

/** Jobs have ResourceInUse for a taken name, and do not say which one was not found. */
export function jobWording(noun: string): AwsWording {
  const named = `${noun.charAt(0).toUpperCase()}${noun.slice(1)} names`;
  return {
    noun,
    notFound: () => "Requested resource not found.",
    taken: (arn) =>
      `${named} must be unique within an AWS account and region, and a ${noun} with this name already exists (${arn})`,
    takenType: "ResourceInUse",
  };
}

/** Models, configurations and endpoints have ValidationException for either. */
export function definitionWording(noun: string): AwsWording {
  return {
    noun,
    notFound: (arn) => `Could not find ${noun} "${arn}".`,
    taken: (arn) => `Cannot create already existing ${noun} "${arn}".`,
    takenType: "ValidationException",
  };
}
