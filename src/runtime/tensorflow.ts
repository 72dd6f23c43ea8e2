import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import nodeUtilities from "node:util";
import {
  env,
  findBackend,
  registerBackend,
  setBackend,
  type KernelBackend,
} from "@tensorflow/tfjs-core";
import { messageOf, UsageError } from "../errors.js";

/** Name of the backend of TensorFlow.js that runs native TensorFlow. */
const backend = "tensorflow";
const packageName = "@tensorflow/tfjs-node";
const command = "npm run setup:tensorflow";

type Backend = new (binding: unknown, packageName: string) => KernelBackend;

/** Whether native TensorFlow is set up beside this program. */
export function tensorflowIsHere(): boolean {
  return bindingFile() !== null;
}

/**
 * Makes native TensorFlow the backend of TensorFlow.js. Only its operations are loaded, none of the package's own
 * interface, which would bring in layers, data sets and WebGL.
 * @throws UsageError with the command that sets it up where it is missing or does not load
 */
export function useTensorflow(): void {
  if (findBackend(backend) === null) register();
  void setBackend(backend);
}

/** The version of the native library. @throws UsageError where it is missing */
export function tensorflowVersion(): string {
  useTensorflow();
  return (findBackend(backend) as unknown as { binding: { TF_Version: string } }).binding
    .TF_Version;
}

/** @returns the native module. @throws UsageError where it is missing */
export function requireTensorflow(): string {
  const file = bindingFile();
  if (file !== null) return file;
  throw new UsageError(
    `The device "tensorflow" needs native TensorFlow, which is not set up here. ` +
      `In a checkout of Collimate, run: ${command}`,
  );
}

function register(): void {
  const binding = requireTensorflow();
  // TensorFlow tells about every CPU instruction that it knows.
  process.env["TF_CPP_MIN_LOG_LEVEL"] ??= "3";
  // Node 23 took it away; the package still asks for it.
  const utilities = nodeUtilities as { isNullOrUndefined?: (value: unknown) => boolean };
  utilities.isNullOrUndefined ??= (value) => value === null || value === undefined;
  const require = createRequire(import.meta.url);
  // Its copy of TensorFlow.js shares the registries of ours and would remark on that.
  env().set("PROD", true);
  try {
    require(`${packageName}/dist/register_all_kernels.js`);
    const { NodeJSKernelBackend } = require(`${packageName}/dist/nodejs_kernel_backend.js`) as {
      NodeJSKernelBackend: Backend;
    };
    const native: unknown = require(binding);
    registerBackend(backend, () => new NodeJSKernelBackend(native, packageName));
  } catch (error) {
    throw new UsageError(
      `Native TensorFlow does not load (${messageOf(error)}). Set it up again: ${command}`,
    );
  }
}

/** The native module of the package; null where the package or the module is missing. */
function bindingFile(): string | null {
  let folder: string;
  try {
    folder = dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`));
  } catch {
    return null;
  }
  const library = join(folder, "lib");
  if (!existsSync(library)) return null;
  const files = readdirSync(library).map((name) => join(library, name, "tfjs_binding.node"));
  return files.find((file) => existsSync(file)) ?? null;
}
