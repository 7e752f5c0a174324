/** An invocation as its client names it. */
export interface InvocationId {
  readonly namespace: string;
  /** The name that clients invoke by. */
  readonly endpoint: string;
  readonly inferenceId: string;
}

/** An invocation that was answered. Times are milliseconds since 1970. */
export interface AnsweredInvocation extends InvocationId {
  readonly variant: string;
  readonly at: number;
  /** From then on nobody knows of it. */
  readonly until: number;
}

/**
 * Which variant answered an invocation, for as long as its endpoint says. Of several invocations of one id the one that was answered last
 * counts: a client that tries again goes by the answer that it got. Ids are kept as digests.
 */
export interface Answers {
  /** Durable once it resolves, and again changes nothing; more than 1,000 may be stored in several steps. */
  note(answers: readonly AnsweredInvocation[]): Promise<void>;
  /** The variants in the order asked; undefined for what is not known, or no more at that time. At most 1,000 may be asked for. */
  find(asked: readonly InvocationId[], at: Date): Promise<readonly (string | undefined)[]>;
}
