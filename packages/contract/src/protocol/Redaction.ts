/**
 * What keeps secrets out of the words of others. Without Effect, so that a page's client can use it too.
 *
 * @since 0.1.0
 */
import { percentEncode } from "./Url.js"

/**
 * Text that somebody else wrote, without the secrets that were sent to them (plain, or as an address or JSON would hold
 * them), and short enough for a message.
 *
 * @since 0.1.0
 * @category getters
 */
export const redact = (text: string, secrets: ReadonlyArray<string>, maximum = 300): string => {
  let clean = text
  for (const secret of secrets) {
    // Half a character, as a user may paste it, is replaced in an address.
    const encoded = percentEncode(secret) ?? new URLSearchParams({ secret }).toString().slice("secret=".length)
    const lowered = encoded.replace(/%../g, (octet) => octet.toLowerCase())
    for (const form of new Set([secret, encoded, lowered, JSON.stringify(secret).slice(1, -1)])) {
      clean = clean.replaceAll(form, "<redacted>")
    }
  }
  return clean.length > maximum ? `${clean.slice(0, maximum)}…` : clean
}
