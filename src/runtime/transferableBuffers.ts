/** The buffers of all typed arrays in plain data that own theirs, to be handed to another thread instead of copied. */
export function transferableBuffers(value: unknown): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  const visit = (part: unknown): void => {
    if (ArrayBuffer.isView(part)) {
      const whole = part.byteLength === part.buffer.byteLength;
      if (whole && part.buffer instanceof ArrayBuffer) buffers.add(part.buffer);
    } else if (typeof part === "object" && part !== null) {
      Object.values(part).forEach(visit);
    }
  };
  visit(value);
  return [...buffers];
}
