import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Tracer from "effect/Tracer"

/** The span of the call, if there is one that can be told anything. */
export const spanOf = (context: Context.Context<never>): Option.Option<Tracer.Span> =>
  Option.filter(Context.getOption(context, Tracer.ParentSpan), (span) => span._tag === "Span")

/** Tells the call's span what is known of the call. */
export const annotate = (attributes: Readonly<Record<string, unknown>>): Effect.Effect<void> =>
  Effect.contextWith((context: Context.Context<never>) => {
    const span = Option.getOrUndefined(spanOf(context))
    for (const [name, value] of Object.entries(attributes)) span?.attribute(name, value)
  })
