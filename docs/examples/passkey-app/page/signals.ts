/** Signals server-side changes to the user's authenticators. Best effort: a failure only leaves a device out of date. */
import type { RemovedPasskey, RenamedUser } from "../wire/responses.js"
import { passlock } from "./passlock.js"

/** Returns whether the browser accepted all signals. */
export const removed = async (passkeys: ReadonlyArray<RemovedPasskey>): Promise<boolean> => {
  const results = await Promise.all(
    passkeys.flatMap(({ acceptedCredentialIds, credentialId, rpId, userHandle }) => [
      passlock.safe.signals.unknownCredential({ credentialId, rpId }),
      passlock.safe.signals.allAcceptedCredentials({
        rpId,
        userId: userHandle,
        allAcceptedCredentialIds: acceptedCredentialIds
      })
    ])
  )
  return results.every(({ success }) => success)
}

export const renamed = async ({ rpId, user, userHandles }: RenamedUser): Promise<void> => {
  await Promise.all(
    userHandles.map((userId) =>
      passlock.safe.signals.currentUserDetails({ rpId, userId, name: user.email, displayName: user.displayName })
    )
  )
}
