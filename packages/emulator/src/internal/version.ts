import { readFileSync } from "node:fs"

/** As the package says itself: two folders up, from the sources and from what is built of them. */
export const version: string = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).version
