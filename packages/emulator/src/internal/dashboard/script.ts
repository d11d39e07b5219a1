/** The dashboard's script. */
import { parts } from "./browser/parts.js"
import { start } from "./browser/start.js"

// The script is built from the source text of compiled functions: it is type-checked, needs no build step of its own, and
// works from the sources and from `dist`. So functions in `browser/` may use only their parameters and their own code.
const sources = Object.entries(parts).map(([name, part]) => `${name}: ${part.toString()}`)

export const script = `"use strict";
// Some compilers call this helper to keep function names.
const __name = (value) => value;
(${start.toString()})({
${sources.join(",\n")}
});`
