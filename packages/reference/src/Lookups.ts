/** Two lookups that Passlock does not document. */
import { commonErrors, inferred, type Operations, tested, withFormat, withNote } from "./Fact.js"

export const operations: Operations<"Lookups"> = {
  "Lookups.credential": {
    summary: "Looks up the credential of a passkey",
    route: tested,
    authentication: tested,
    request: { passkeyId: tested },
    status: tested,
    response: { credentialId: withFormat(tested, "base64url"), userId: withFormat(tested, "base64url"), rpId: tested },
    errors: { ...commonErrors, Forbidden: inferred, NotFound: inferred },
    emulator: ["An unknown ID returns `NotFound`."]
  },
  "Lookups.credentials": {
    summary: "Looks up the credentials of several passkeys of one user, by comma-separated IDs",
    route: tested,
    authentication: tested,
    request: { passkeyIds: tested },
    status: tested,
    response: {
      rpId: tested,
      userId: withFormat(tested, "base64url"),
      allAcceptedCredentialIds: tested
    },
    errors: {
      ...commonErrors,
      Forbidden: inferred,
      NotFound: withNote(inferred, "also when only one of the IDs is unknown")
    },
    emulator: [
      "One unknown ID returns `NotFound`. A page signals what it gets, and the device removes the user's other passkeys: without a response, it removes none.",
      "Passkeys of several users or relying parties return `BadRequest`, and so does an empty ID."
    ]
  }
}
