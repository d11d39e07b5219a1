/**
 * Keeps secrets out of text that a server, a browser or the operating system wrote.
 *
 * @since 0.1.0
 */

/**
 * Replaces secrets with `<redacted>` and cuts the text after `maximum` characters.
 *
 * **Details**
 *
 * Case does not matter. A secret is found as it is, percent-encoded, escaped for JSON, in hex, and in base64 and base64url,
 * also within the base64 of a longer text.
 *
 * @since 0.1.0
 * @category getters
 */
export const redact = (text: string, secrets: ReadonlyArray<string>, maximum = 300): string => {
  // The longest first, so that a secret that contains another one is found as a whole.
  const forms = secrets.flatMap(formsOf).sort((one, other) => other.length - one.length)
  // A long text is not searched to its end. A secret may start before the cut and end behind it.
  const end = Math.max(maximum, 10_000)
  let marked = fold(text.slice(0, end + (forms[0]?.length ?? 0)))
  for (const form of forms) marked = marked.replaceAll(form, "\uffff".repeat(form.length))
  let at = 0
  const clean = marked
    .split(/(\uffff+=*)/)
    .map((part, index) => {
      const from = at
      at += part.length
      return index % 2 ? "<redacted>" : text.slice(from, Math.min(at, end))
    })
    .join("")
  return clean.length > maximum || text.length > end ? `${clean.slice(0, maximum)}…` : clean
}

/**
 * Makes texts equal that differ in case, or as base64 and base64url do, without changing their length: in lower case, `İ`
 * alone becomes two characters, and `Σ` depends on what follows it.
 */
const fold = (text: string): string =>
  text.replace(/-/g, "+").replace(/_/g, "/").replace(/İ/g, "i").replace(/Σ/g, "σ").toLowerCase()

const formsOf = (secret: string): ReadonlyArray<string> => {
  const bytes = Array.from(new TextEncoder().encode(secret))
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("")
  const binary = bytes.map((byte) => String.fromCharCode(byte)).join("")
  // Three bytes become four characters, so where a longer text has the secret decides which characters are its own.
  const base64 = [0, 1, 2].flatMap((offset) => {
    const from = offset && offset + 1
    const whole = btoa(" ".repeat(offset) + binary).replace(/=+/, "")
    return [whole.slice(from), whole.slice(from, ((offset + bytes.length) * 4) / 3)]
  })
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    // A pasted code may hold a lone surrogate, which cannot be encoded.
    encodeURIComponent(new TextDecoder().decode(new Uint8Array(bytes))),
    // A shorter form could be part of any word.
    ...[hex, ...base64].filter(({ length }) => length > 3)
  ]
    .filter((form) => form !== "")
    .map(fold)
}
