using Sallyport.Text;

namespace Sallyport.Detection;

/// <summary>Takes a scanner's findings, in offsets of the window that it was given. One sink per scanner.</summary>
public abstract class FindingSink
{
    /// <summary>Reports a finding whose end is known.</summary>
    public abstract void Report(FindingKind kind, TextSpan span, float score);

    /// <summary>
    /// Reports a finding from its opening mark on, whose end is not known yet (a private key's block). Until <see cref="Close"/>
    /// everything from the mark on belongs to it. A scanner that has opened one returns no offset beyond what its end may turn out to be.
    /// Must depend on the text alone: open at the mark always, also when the end is already in the window.
    /// </summary>
    /// <param name="kind">What it is of.</param>
    /// <param name="mark">What it was recognised by.</param>
    /// <param name="score">The probability that it is what it says.</param>
    public abstract void Open(FindingKind kind, TextSpan mark, float score);

    /// <summary>Ends the finding that is open.</summary>
    public abstract void Close(int end);

    /// <summary>Takes one of the reasons that an exchange has, for the finding that was reported last; false where none is left, or nobody keeps the finding.</summary>
    internal virtual bool TakeReason() => false;

    /// <summary>Says why the finding that was reported last was made, in offsets of the window. Only after <see cref="TakeReason"/>.</summary>
    internal virtual void Explain(FindingReason reason)
    {
    }

    /// <summary>Takes one of the few slow readings that an exchange has for what fast ones are unsure of; false where none is left.</summary>
    internal virtual bool TakeSecondReading() => true;
}
