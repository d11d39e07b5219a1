/** What the API's instructions mean for the device, and why one was not signalled. Both entry points share it. */
import type { CeremonyFailure } from "../CeremonyFailure.js"
import type {
  DeletionInstruction,
  PruningInstruction,
  SignalResult,
  SignalWarning,
  UpdateInstruction
} from "../DevicePasskeys.js"
import type { Signal } from "../Signal.js"

export const updateSignal = ({ displayName, rpId, userId, username }: UpdateInstruction): Signal => ({
  signal: "currentUserDetails",
  rpId,
  userId,
  name: username,
  displayName: displayName ?? username
})

export const deletionSignal = ({ credentialId, rpId }: DeletionInstruction): Signal => ({
  signal: "unknownCredential",
  rpId,
  credentialId
})

/** A server without credentials of a user has no user handle to name, so an empty list is a mistake. */
export const pruningSignal = ({
  allAcceptedCredentialIds,
  rpId,
  userId
}: PruningInstruction): Signal | SignalWarning =>
  allAcceptedCredentialIds.length === 0
    ? {
        code: "EMPTY_SIGNAL_PAYLOAD",
        message: "The instruction has no credential to keep. The device would hide all passkeys of the user."
      }
    : { signal: "allAcceptedCredentials", rpId, userId, allAcceptedCredentialIds }

export const warningOf = ({ _tag, message }: CeremonyFailure): SignalWarning => ({
  code: _tag === "Unsupported" ? "BROWSER_SIGNAL_UNSUPPORTED" : "BROWSER_SIGNAL_FAILED",
  message
})

export const resultOf = <Instruction>(
  instruction: Instruction,
  warning: SignalWarning | undefined
): SignalResult<Instruction> =>
  warning === undefined ? { instruction, signalled: true } : { instruction, signalled: false, warning }
