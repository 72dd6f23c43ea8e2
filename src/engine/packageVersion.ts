/** Version of the program, put in by the build. */
declare const COLLIMATE_VERSION: string | undefined;

export const packageVersion =
  typeof COLLIMATE_VERSION === "string" ? COLLIMATE_VERSION : "development";
