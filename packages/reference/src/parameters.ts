/** The parameters of paths and queries. */
export const parameters: Readonly<Record<string, string>> = {
  tenancyId: "The tenancy ID.",
  code: "The exchange code of a verified registration or authentication. It expires after five minutes.",
  cursor: "The cursor of the previous page. Default: the first page.",
  passkeyId: "The passkey's Passlock ID, not the credential ID.",
  passkeyIds: "The Passlock IDs of the passkeys, separated by commas.",
  userId: "The user's ID in your application.",
  challengeId: "The challenge ID."
}
