/**
 * Where the code of a model that is served may lie, the first place first: what the training put into the model's archive goes
 * before the code that trained it, and code that is sent beside the model with the name of its program before both.
 */
export function codeFolders(
  root: string,
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const [sent, packed, model] = [`${root}/code`, `${root}/model/code`, `${root}/model`];
  return environment["SAGEMAKER_PROGRAM"] ? [sent, packed, model] : [packed, sent, model];
}
