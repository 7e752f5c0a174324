/** AWS's sentences about one kind; clients of years match them. */
export interface AwsWording {
  /** How AWS calls one: `training job`. */
  readonly noun: string;
  /** Of a name that nothing has, as the caller wrote it, and the ARN, in which it is in lower case. */
  notFound(name: string, arn: string): string;
  /** The code that goes with `notFound`; which one differs by kind, whatever the operations' own lists of errors say. */
  readonly notFoundType: "ValidationException" | "ResourceNotFound";
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
    notFoundType: "ValidationException",
    taken: (arn) =>
      `${named} must be unique within an AWS account and region, and a ${noun} with this name already exists (${arn})`,
    takenType: "ResourceInUse",
  };
}

/** Processing and transform jobs: as other jobs, but they say which one was not found, by its name. */
export function namedJobWording(noun: string): AwsWording {
  const notFound = (name: string): string => `Could not find requested job with name: ${name}`;
  return { ...jobWording(noun), notFound };
}

/** Models, configurations and endpoints have ValidationException for either. */
export function definitionWording(noun: string): AwsWording {
  return {
    noun,
    notFound: (_, arn) => `Could not find ${noun} "${arn}".`,
    notFoundType: "ValidationException",
    taken: (arn) => `Cannot create already existing ${noun} "${arn}".`,
    takenType: "ValidationException",
  };
}
