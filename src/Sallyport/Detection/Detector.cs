using Sallyport.Text;

namespace Sallyport.Detection;

/// <summary>Finds things in views. Immutable and shared by all threads and tenants; knows nothing of policy.</summary>
public abstract class Detector
{
    /// <summary>A stable lower-case name, as it stands in findings, policies, metrics and the ledger.</summary>
    public abstract string Name { get; }

    /// <summary>The kinds it can report.</summary>
    public abstract IReadOnlyList<FindingKind> Kinds { get; }

    /// <summary>The views it wants to read. It is opened once for each view that exists.</summary>
    public virtual ViewKinds Views => ViewKinds.Structured;

    /// <summary>The look-back: how much text before the offset it last cleared it may still read.</summary>
    /// <value>UTF-16 code units, at most 1,024.</value>
    public abstract int LookBack { get; }

    /// <summary>The look-ahead L: what it says of [s, e) depends only on text before e + L, and it never leaves more than this undecided.</summary>
    /// <value>UTF-16 code units, at most 8,192. A longer candidate is decided on what was seen, never skipped.</value>
    public abstract int LookAhead { get; }

    /// <summary>Whether it reads words of this origin. A plan for other words does without it. By default it reads all.</summary>
    /// <param name="origin">Whose words; an answer's are the assistant's.</param>
    public virtual bool Reads(Origin origin) => true;

    /// <summary>Whether it runs, and holds text back, whatever policy says: only for what keeps tenants apart.</summary>
    public virtual bool IsUnconditional => false;

    /// <summary>Starts on a new text, or returns null where this scope gives it nothing to look for.</summary>
    /// <param name="scope">What the tenant and the exchange tell the detector.</param>
    public abstract Scanner? Open(InspectionScope scope);
}
