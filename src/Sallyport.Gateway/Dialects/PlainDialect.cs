namespace Sallyport.Gateway.Dialects;

/// <summary>A protocol whose answers are values, not texts that a model goes on with: they don't stream, and have no end that could tell that a guard cut them.</summary>
internal abstract class PlainDialect : Dialect
{
    /// <inheritdoc/>
    public sealed override bool CanStream => false;

    /// <inheritdoc/>
    public sealed override bool CanMarkBlocked => false;

    /// <inheritdoc/>
    public sealed override AnswerStream OpenStream() => throw new NotSupportedException($"Answers of {Name} don't stream.");

    /// <inheritdoc/>
    public sealed override void MarkBlocked(AnswerReading answer, int? choice, Json.ByteEdits edits) => throw NoEnd();

    /// <inheritdoc/>
    public sealed override void AddNotice(AnswerReading answer, Refusal refusal, Json.ByteEdits edits) => throw NoEnd();

    private NotSupportedException NoEnd() => new($"Answers of {Name} have no end that could tell of a block.");
}
