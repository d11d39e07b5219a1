/** The vault. */
import type * as Contract from "@passlock-sdk/contract/Passkey"
import {
  base64url,
  commonErrors,
  documented,
  documentedEndpoint,
  type Encoded,
  type Facts,
  inferred,
  type Operations,
  prefixed,
  tested,
  time,
  withFormat,
  withNote,
  withNotFound
} from "./Fact.js"

const passkey: Facts<Encoded<typeof Contract.Passkey>> = {
  _tag: documented,
  id: documented,
  userId: documented,
  enabled: documented,
  credential: documented,
  "credential.id": base64url,
  "credential.userId": base64url,
  "credential.username": documented,
  "credential.aaguid": documented,
  "credential.backedUp": documented,
  "credential.counter": withFormat(documented, "count"),
  "credential.deviceType": documented,
  "credential.transports": documented,
  "credential.publicKey": base64url,
  "credential.rpId": documented,
  platform: documented,
  "platform.name": documented,
  "platform.icon": documented,
  lastUsed: time,
  createdAt: time,
  updatedAt: time
}

const passkeySummary: Facts<Encoded<typeof Contract.PasskeySummary>> = {
  _tag: documented,
  id: documented,
  userId: withNote(documented, "required in Passlock's schema, but older passkeys may lack it"),
  enabled: documented,
  credential: documented,
  "credential.id": base64url,
  "credential.userId": base64url,
  createdAt: time,
  lastUsed: time
}

const warnings = {
  warnings: withNote(documented, "always present, often empty"),
  "warnings[].code": documented,
  "warnings[].message": documented,
  "warnings[].passkeyId": documented
}

const pageToken = withNote(documented, "short-lived; that it lives about five minutes is inferred")

const userHandle = withFormat(withNote(inferred, "from samples"), "base64url")

const exchanged =
  "A token works once; an unknown, used or expired one returns `BadRequest`. An `Origin` header is not checked."

export const operations: Operations<"Passkeys"> = {
  "Passkeys.list": {
    summary: "Lists the passkeys in the vault, one page at a time",
    ...documentedEndpoint,
    request: { cursor: withNote(documented, "the only parameter; page size and order are unknown") },
    response: {
      _tag: documented,
      cursor: documented,
      records: documented,
      ...prefixed("records[].", passkeySummary)
    },
    emulator: [
      "Oldest first, 100 per page (setting `pageSize`).",
      "A `cursor` that is not from an earlier page of this tenancy returns `BadRequest`."
    ]
  },
  "Passkeys.get": {
    summary: "Gets a passkey",
    ...documentedEndpoint,
    request: { passkeyId: documented },
    response: passkey,
    errors: withNotFound,
    emulator: []
  },
  "Passkeys.update": {
    summary: "Renames a passkey",
    ...documentedEndpoint,
    request: {
      passkeyId: documented,
      username: documented
    },
    response: passkey,
    errors: withNotFound,
    emulator: ["Without `username` nothing changes, including `updatedAt`."]
  },
  "Passkeys.delete": {
    summary: "Deletes a passkey",
    ...documentedEndpoint,
    request: { passkeyId: documented },
    response: passkey,
    errors: { ...commonErrors, NotFound: withNote(documented, "inferred for a second deletion") },
    emulator: ["A second deletion returns `NotFound`."]
  },
  "Passkeys.updateForUser": {
    summary: "Renames all passkeys of a user",
    ...documentedEndpoint,
    request: {
      userId: documented,
      username: documented
    },
    status: inferred,
    response: { _tag: documented, updated: documented, ...prefixed("updated[].", passkey) },
    errors: withNotFound,
    emulator: ["A user without passkeys returns `NotFound`."]
  },
  "Passkeys.deleteForUser": {
    summary: "Deletes all passkeys of a user",
    ...documentedEndpoint,
    request: { userId: withNote(documented, "Passlock's client also sends it in a body") },
    response: { _tag: documented, deleted: documented, ...prefixed("deleted[].", passkey) },
    errors: withNotFound,
    emulator: ["A user without passkeys returns `NotFound`.", "A body is ignored."]
  },
  "Passkeys.prepareUpdate": {
    summary: "Renames a user's passkeys, and prepares the update of the user's devices",
    ...documentedEndpoint,
    request: { userId: documented, username: documented, displayName: documented },
    status: withNote(documented, "one of Passlock's tests expects 200"),
    response: { _tag: documented, updatePasskeysToken: pageToken, expiresAt: time, ...warnings },
    errors: { ...commonErrors, BadRequest: tested },
    emulator: [
      "The token expires after 5 minutes (setting `tokenLifetime`).",
      "Passkeys are renamed at once. The instructions are those of this moment: one per relying party and user handle. `displayName` is the `username` unless the request sets it: Passlock's own client needs one.",
      "A user without passkeys succeeds with `NO_PASSKEYS_FOUND`."
    ]
  },
  "Passkeys.prepareDeletion": {
    summary: "Deletes passkeys, and prepares their removal from the user's devices",
    ...documentedEndpoint,
    request: {
      passkeyIds: { ...documented, note: "exactly one of `passkeyIds` and `userId`", keywords: { minItems: 1 } },
      userId: withNote(documented, "exactly one of `passkeyIds` and `userId`")
    },
    response: { _tag: documented, deletePasskeysToken: pageToken, expiresAt: time, ...warnings },
    errors: { ...commonErrors, BadRequest: tested },
    emulator: [
      "The token expires after 5 minutes (setting `tokenLifetime`).",
      "Passkeys are deleted at once. Each ID that is not in the vault gets a `PASSKEY_NOT_FOUND` with its `passkeyId`; a repeated ID counts once. A `userId` without passkeys succeeds with `NO_PASSKEYS_FOUND`."
    ]
  },
  "Passkeys.preparePruning": {
    summary: "Prepares the removal of passkeys that are not in the vault from a user's devices",
    ...documentedEndpoint,
    request: { userId: documented },
    status: tested,
    response: { _tag: documented, prunePasskeysToken: pageToken, expiresAt: time, ...warnings },
    errors: { ...commonErrors, BadRequest: tested },
    emulator: [
      "The token expires after 5 minutes (setting `tokenLifetime`).",
      "The vault stays as it is. A user without passkeys succeeds with `NO_PASSKEYS_FOUND`."
    ]
  },
  "Passkeys.exchangeUpdate": {
    summary: "Exchanges the token of an update for the signals to the device",
    ...documentedEndpoint,
    request: { updatePasskeysToken: pageToken },
    response: {
      _tag: documented,
      instructions: documented,
      "instructions[].rpId": documented,
      "instructions[].userId": userHandle,
      "instructions[].username": documented,
      "instructions[].displayName": documented,
      ...warnings
    },
    errors: { ...commonErrors, BadRequest: tested },
    emulator: [exchanged, "It repeats the warnings of the prepare request."]
  },
  "Passkeys.exchangeDeletion": {
    summary: "Exchanges the token of a deletion for the signals to the device",
    ...documentedEndpoint,
    request: { deletePasskeysToken: pageToken },
    response: {
      _tag: documented,
      instructions: documented,
      "instructions[].rpId": documented,
      "instructions[].userId": userHandle,
      "instructions[].credentialId": documented,
      ...warnings
    },
    errors: { ...commonErrors, BadRequest: tested },
    emulator: [exchanged, "It repeats the warnings of the prepare request. One instruction per deleted passkey."]
  },
  "Passkeys.exchangePruning": {
    summary: "Exchanges the token of a pruning for the signals to the device",
    ...documentedEndpoint,
    request: { prunePasskeysToken: pageToken },
    response: {
      _tag: documented,
      instructions: documented,
      "instructions[].rpId": documented,
      "instructions[].userId": userHandle,
      "instructions[].allAcceptedCredentialIds": documented,
      ...warnings
    },
    errors: { ...commonErrors, BadRequest: tested },
    emulator: [
      exchanged,
      "The instructions come from the vault at this moment, not from the time of the prepare request: a device would remove a passkey that was registered in between. One per relying party and user handle.",
      "A user without passkeys gets no instruction and `NO_PASSKEYS_FOUND`. An empty list would remove all of the user's passkeys from the device. `EMPTY_SIGNAL_PAYLOAD` is never returned: Passlock's own client adds it itself."
    ]
  }
}
