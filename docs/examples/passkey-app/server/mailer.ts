/** Sends email. A real application provides a layer for its mail service. */
import * as Console from "effect/Console"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type { EmailNotSent } from "./errors.js"

export interface Email {
  readonly to: string
  /** The complete message. Redacted because it contains the one-time code. */
  readonly message: Redacted.Redacted<{ readonly html: string; readonly text: string }>
}

export class Mailer extends Context.Tag("passkey-app/Mailer")<
  Mailer,
  {
    readonly send: (email: Email) => Effect.Effect<void, EmailNotSent>
    /** The URL of a local mailbox, for a mailer that sends no real email. */
    readonly mailboxUrl: string | undefined
  }
>() {
  /** Prints emails to the terminal. For development only: anyone who can read the terminal can log in. */
  static readonly layerTerminal: Layer.Layer<Mailer> = Layer.succeed(Mailer, {
    send: ({ message, to }) => Console.log(`\nEmail to ${to}\n\n${Redacted.value(message).text}\n`),
    mailboxUrl: undefined
  })

  /** Sends nothing: the emulator's dashboard shows the emails. */
  static readonly layerEmulator = (dashboardUrl: string): Layer.Layer<Mailer> =>
    Layer.succeed(Mailer, {
      send: ({ to }) => Console.log(`Email to ${to}: ${dashboardUrl}`),
      mailboxUrl: dashboardUrl
    })
}
