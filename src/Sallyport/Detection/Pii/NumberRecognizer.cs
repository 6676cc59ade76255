namespace Sallyport.Detection.Pii;

/// <summary>Knows one kind of number. Immutable; a pure function of the candidate, which it reads forward only through <see cref="NumberCandidate.At"/>.</summary>
internal abstract class NumberRecognizer
{
    /// <summary>The kinds it can report.</summary>
    public abstract IReadOnlyList<FindingKind> Kinds { get; }

    /// <summary>Judges a candidate. The common case, that it is nothing, has to be cheap.</summary>
    public abstract NumberMatch Match(ref NumberCandidate candidate);
}
