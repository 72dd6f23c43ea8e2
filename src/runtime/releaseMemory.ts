import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * Frees the arrays that are no longer used. Left to itself the engine waits until tens of megabytes of them have gathered in
 * each thread, because they lie outside its heap.
 */
export const releaseMemory: () => void = collector();

function collector(): () => void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("typeof gc === 'function' ? gc : null");
  setFlagsFromString("--no-expose-gc");
  return typeof collect === "function" ? (collect as () => void) : () => undefined;
}
