/**
 * One line about each operation, for documents: a client does not need it at run time.
 *
 * @since 0.1.0
 */
import type { AnyOperation } from "./Endpoints.js"

/**
 * What each operation does.
 *
 * @since 0.1.0
 * @category constants
 */
export const summaries: { readonly [Operation in AnyOperation]: string } = {
  "Principals.exchange": "Exchanges the code of a ceremony for the principal",
  "Passkeys.list": "Lists the passkeys in the vault, one page at a time",
  "Passkeys.get": "Gets a passkey",
  "Passkeys.update": "Renames a passkey",
  "Passkeys.delete": "Deletes a passkey",
  "Passkeys.updateForUser": "Renames all passkeys of a user",
  "Passkeys.deleteForUser": "Deletes all passkeys of a user",
  "Passkeys.prepareUpdate": "Renames a user's passkeys, and prepares the update of the user's devices",
  "Passkeys.prepareDeletion": "Deletes passkeys, and prepares their removal from the user's devices",
  "Passkeys.exchangeUpdate": "Exchanges the token of an update for the signals to the device",
  "Passkeys.exchangeDeletion": "Exchanges the token of a deletion for the signals to the device",
  "Passkeys.exchangePruning": "Exchanges the token of a pruning for the signals to the device",
  "Challenges.create": "Creates a mailbox challenge with a one-time code",
  "Challenges.get": "Gets a pending challenge",
  "Challenges.verify": "Verifies the one-time code of a challenge",
  "Challenges.delete": "Deletes a challenge",
  "Registration.prepare": "Prepares the registration of a passkey",
  "Registration.authorize": "Authorizes the registration of a passkey",
  "Registration.options": "Returns the options for creating a passkey in the browser",
  "Registration.verify": "Verifies a registration and stores the passkey in the vault",
  "Authentication.prepare": "Prepares an authentication with a passkey",
  "Authentication.authorize": "Authorizes an authentication with a passkey",
  "Authentication.options": "Returns the options for using a passkey in the browser",
  "Authentication.verify": "Verifies an authentication",
  "Principals.verifyIdToken": "Returns the public keys that verify id_tokens",
  "Lookups.credential": "Looks up the credential of a passkey",
  "Lookups.credentials": "Looks up the credentials of several passkeys of one user, by comma-separated IDs"
}
