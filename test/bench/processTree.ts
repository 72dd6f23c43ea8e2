import { readdirSync, readFileSync } from "node:fs";

const pageBytes = 4096;

/**
 * Memory that a process and all its descendants have in use right now, in bytes (Linux; resident pages, those shared with
 * other processes included).
 */
export function residentBytesOfTree(root: number): number {
  const children = new Map<number, number[]>();
  const pages = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    const id = Number(name);
    if (!Number.isInteger(id)) continue;
    try {
      const status = readFileSync(`/proc/${id}/stat`, "utf8");
      // The second field is the program's name in parentheses and may hold anything.
      const fields = status.slice(status.lastIndexOf(")") + 2).split(" ");
      const parent = Number(fields[1]);
      children.set(parent, [...(children.get(parent) ?? []), id]);
      pages.set(id, Number(fields[21]));
    } catch {
      // The process ended meanwhile.
    }
  }
  const sum = (id: number): number =>
    (pages.get(id) ?? 0) + (children.get(id) ?? []).reduce((total, child) => total + sum(child), 0);
  return sum(root) * pageBytes;
}
