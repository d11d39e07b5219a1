/** Who sends the mails. A real application has a layer for its mail service. */
import * as Console from "effect/Console"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type { MailNotSent } from "./refusals.js"

export interface Mail {
  readonly to: string
  /** Ready to be sent, with the code in it. */
  readonly message: Redacted.Redacted<{ readonly html: string; readonly text: string }>
}

export class Mailer extends Context.Tag("passkey-app/Mailer")<
  Mailer,
  {
    readonly send: (mail: Mail) => Effect.Effect<void, MailNotSent>
    /** Where mails can be read that never leave this machine. */
    readonly mailbox: string | undefined
  }
>() {
  /** Writes mails to the terminal. For development alone: whoever sees the terminal can log in. */
  static readonly layerTerminal: Layer.Layer<Mailer> = Layer.succeed(Mailer, {
    send: ({ message, to }) => Console.log(`\nMail to ${to}\n\n${Redacted.value(message).text}\n`),
    mailbox: undefined
  })

  /** Leaves mails where the emulator shows them. */
  static readonly layerEmulator = (dashboard: string): Layer.Layer<Mailer> =>
    Layer.succeed(Mailer, {
      send: ({ to }) => Console.log(`Mail to ${to}: ${dashboard}`),
      mailbox: dashboard
    })
}
