/** Every command of the extension: the manifest, the registrar and a test rely on this one list. */
export const commandIds = [
  "collimate.train",
  "collimate.stopTraining",
  "collimate.forceStopTraining",
  "collimate.resumeTraining",
  "collimate.compressFile",
  "collimate.decompressFile",
  "collimate.verifyFile",
  "collimate.evaluate",
  "collimate.exportReport",
  "collimate.showResults",
  "collimate.compareRuns",
  "collimate.validateConfig",
  "collimate.showConfigChanges",
  "collimate.importBalerConfig",
  "collimate.copyPythonReader",
  "collimate.showLog",
] as const;
export type CommandId = (typeof commandIds)[number];

/** Commands that start or steer an engine: hidden in Restricted Mode, and refused when called all the same. */
export const trustedCommands: readonly CommandId[] = [
  "collimate.train",
  "collimate.stopTraining",
  "collimate.forceStopTraining",
  "collimate.resumeTraining",
  "collimate.compressFile",
  "collimate.decompressFile",
  "collimate.verifyFile",
  "collimate.evaluate",
  "collimate.importBalerConfig",
];
