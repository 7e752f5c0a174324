interface ServiceException extends Error {
  readonly $metadata: { readonly httpStatusCode?: number; readonly requestId?: string };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

/** What a client was told when it was refused: AWS's name and words, and Slipway's code. */
export async function refusal(promise: Promise<unknown>) {
  const error = await promise.then(
    () => new Error("the request was taken"),
    (refused: unknown) => refused as ServiceException,
  );
  if (!("$metadata" in error)) throw error;
  return {
    name: error.name,
    message: error.message,
    status: error.$metadata.httpStatusCode,
    code: error.$response?.headers?.["x-slipway-code"],
    requestId: error.$metadata.requestId,
  };
}
