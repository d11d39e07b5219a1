/** Kept equal to the version in package.json by the release script, and by a test. */
export const version = "0.1.0"
