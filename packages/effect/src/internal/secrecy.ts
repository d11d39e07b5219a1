/**
 * Text that somebody else wrote, without the secrets that were sent to them, and short enough for a message.
 */
export const scrub = (text: string, secrets: ReadonlyArray<string>, maximum = 300): string => {
  let clean = text
  for (const secret of secrets) {
    for (const form of [secret, encodeURIComponent(secret)]) clean = clean.replaceAll(form, "<redacted>")
  }
  return clean.length > maximum ? `${clean.slice(0, maximum)}…` : clean
}
