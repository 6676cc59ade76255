using Sallyport.Pipeline;

namespace Sallyport.Gateway.Dialects;

/// <summary>What a client is told instead of an answer, or instead of the rest of one.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Message">In plain words; a full sentence, without any text of the exchange.</param>
/// <param name="Exchange">The exchange; its id stands at the message's end. Null before there is one.</param>
/// <param name="Pointer">The JSON pointer of the place in the request; null where there is none.</param>
/// <param name="Code">A stable word for programs that says more than the kind does; null for the kind's own.</param>
internal sealed record Refusal(RefusalKind Kind, string Message, ExchangeId? Exchange = null, string? Pointer = null, string? Code = null)
{
    /// <summary>The message with the exchange's id.</summary>
    public string FullMessage => Exchange is { } id ? $"{Message} (exchange {id.Value})" : Message;
}
