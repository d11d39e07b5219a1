/**
 * Text that somebody else wrote, without the secrets that were sent to them (plain, or as an address or JSON would hold
 * them), and short enough for a message.
 */
export const scrub = (text: string, secrets: ReadonlyArray<string>, maximum = 300): string => {
  let clean = text
  for (const secret of secrets) {
    // Half a character, as a user may paste it, has no place in an address.
    const encoded = encodeURIComponent(secret.toWellFormed())
    const lowered = encoded.replace(/%../g, (octet) => octet.toLowerCase())
    for (const form of new Set([secret, encoded, lowered, JSON.stringify(secret).slice(1, -1)])) {
      clean = clean.replaceAll(form, "<redacted>")
    }
  }
  return clean.length > maximum ? `${clean.slice(0, maximum)}…` : clean
}
