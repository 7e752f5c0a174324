/** On a transform job, with the value `true`: objects whose answers are there, of the same data by the same model, are passed over. */
export const RESUME_ANNOTATION = "slipway.dev/resume";
