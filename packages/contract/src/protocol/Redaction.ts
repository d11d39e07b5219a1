/**
 * Keeps secrets out of text that a server, a browser or the operating system wrote.
 *
 * @since 0.1.0
 */
import { percentEncode } from "./Url.js"

/**
 * Replaces secrets with `<redacted>`, whether they stand in the text as they are, percent-encoded or escaped for JSON, and
 * cuts the text after `maximum` characters.
 *
 * @since 0.1.0
 * @category getters
 */
export const redact = (text: string, secrets: ReadonlyArray<string>, maximum = 300): string => {
  let clean = text
  for (const secret of secrets) {
    // `encodeURIComponent` throws on a lone surrogate, which a pasted code may hold; `URLSearchParams` replaces it.
    const encoded = percentEncode(secret) ?? new URLSearchParams({ secret }).toString().slice("secret=".length)
    const lowered = encoded.replace(/%../g, (octet) => octet.toLowerCase())
    for (const form of new Set([secret, encoded, lowered, JSON.stringify(secret).slice(1, -1)])) {
      clean = clean.replaceAll(form, "<redacted>")
    }
  }
  return clean.length > maximum ? `${clean.slice(0, maximum)}…` : clean
}
