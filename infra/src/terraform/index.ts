export { findTerraform, type Terraform, terraformEnvironment } from './find-terraform.ts';
export { type PrepareTerraformOptions, prepareTerraform } from './prepare-terraform.ts';
export { findProviderMirror } from './provider-mirror.ts';
export { type RunCdktfOptions, runCdktf } from './run-cdktf.ts';
export {
  listResources,
  planChanges,
  readOutputs,
  type StackOptions,
  showState,
} from './state.ts';
