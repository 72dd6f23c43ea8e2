import { builtinModules } from "node:module";
import { readFileSync } from "node:fs";

const directions = JSON.parse(
  readFileSync(new URL("importDirections.json", import.meta.url), "utf8"),
);
const rooms = Object.keys(directions.rooms);
const isFile = (room) => room.endsWith(".ts");
const escaped = (text) => text.replaceAll(".", "\\.");

/** One ESLint entry per room: what of the project, of npm and of Node must not be imported there. */
export function importRules() {
  return rooms.map((room) => ({
    files: [isFile(room) ? room : `${room}/**/*.ts`],
    ignores: rooms.filter((other) => other.startsWith(`${room}/`)).map((other) => `${other}/**`),
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [...forbiddenRooms(room), ...forbiddenPackages(room), ...forbiddenNode(room)],
        },
      ],
    },
  }));
}

function forbiddenRooms(room) {
  const allowed = directions.rooms[room];
  return rooms
    .filter((other) => other !== room && !allowed.includes(other))
    .filter((other) => !room.startsWith(`${other}/`))
    .map((other) => {
      const inner = allowed.filter((path) => path.startsWith(`${other}/`));
      const exceptions = inner.map((path) => `(?!.*${specifier(path)})`).join("");
      return {
        regex: `^${exceptions}(\\.\\./)+(src/)?${specifier(other)}`,
        message: `${room} may import ${allowed.join(", ") || "nothing of the project"} only (test/tools/importDirections.json).`,
      };
    });
}

/** How the path of a room ends in an import line: without "src/", files with ".js". */
function specifier(room) {
  const path = escaped(room.replace(/^src\//, "").replace(/\.ts$/, ".js"));
  return isFile(room) ? `${path}$` : `${path}/`;
}

function forbiddenPackages(room) {
  return Object.entries(directions.packages)
    .filter(([, owners]) => !owners.includes(room))
    .map(([name, owners]) => ({
      regex: `^${escaped(name)}(/|$)`,
      message: `Only ${owners.join(", ")} may import ${name}.`,
    }));
}

function forbiddenNode(room) {
  if (!directions.withoutNode.includes(room)) return [];
  return [
    {
      regex: `^(node:|(${builtinModules.map(escaped).join("|")})$)`,
      message: "This folder sees files only through src/data/fileAccess.ts.",
    },
  ];
}
