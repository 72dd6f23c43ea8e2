import { setBackend } from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { tensorflowIsHere, useTensorflow } from "../../src/runtime/tensorflow.js";

/** What computes eagerly, to judge what was traced. */
export interface Judge {
  readonly name: string;
  /** A judge that is missing is reported: its tests are skipped under its name. */
  readonly isHere: boolean;
  /** Makes it the backend of TensorFlow.js. */
  use(): void;
}

export const plainJudge: Judge = {
  name: "TensorFlow.js in JavaScript",
  isHere: true,
  use: () => void setBackend("cpu"),
};

/** `npm run setup:tensorflow` brings it. */
export const nativeJudge: Judge = {
  name: "native TensorFlow",
  isHere: tensorflowIsHere(),
  use: useTensorflow,
};

export const judges: readonly Judge[] = [plainJudge, nativeJudge];
