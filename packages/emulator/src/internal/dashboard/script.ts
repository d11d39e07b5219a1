/** The dashboard's script, as text. */
import { parts } from "./browser/parts.js"
import { start } from "./browser/start.js"

// Compiled functions carry their source with them: so the page's script is type-checked like everything else, is embedded
// without a step of its own, and is the same whether the emulator runs from its sources or from `dist`. The price: each
// function in `browser/` may use only what is in itself or is handed to it.
const sources = Object.entries(parts).map(([name, part]) => `${name}: ${part.toString()}`)

export const script = `"use strict";
// Some compilers call this to keep the names of functions.
const __name = (value) => value;
(${start.toString()})({
${sources.join(",\n")}
});`
