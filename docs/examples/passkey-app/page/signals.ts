/** Tells the device what the server has changed. It is a courtesy: where it fails, nothing is wrong but what the device shows. */
import type { RemovedPasskey, RenamedUser } from "../wire/answers.js"
import { passlock } from "./passlock.js"

/** Whether the device could be told. */
export const removed = async (passkeys: ReadonlyArray<RemovedPasskey>): Promise<boolean> => {
  const outcomes = await Promise.all(
    passkeys.flatMap(({ acceptedCredentialIds, credentialId, rpId, userHandle }) => [
      passlock.safe.signals.unknownCredential({ credentialId, rpId }),
      passlock.safe.signals.allAcceptedCredentials({
        rpId,
        userId: userHandle,
        allAcceptedCredentialIds: acceptedCredentialIds
      })
    ])
  )
  return outcomes.every(({ success }) => success)
}

export const renamed = async ({ rpId, user, userHandles }: RenamedUser): Promise<void> => {
  await Promise.all(
    userHandles.map((userId) =>
      passlock.safe.signals.currentUserDetails({ rpId, userId, name: user.email, displayName: user.displayName })
    )
  )
}
