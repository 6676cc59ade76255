using Sallyport.Text;
using Sallyport.Text.Views;

namespace Sallyport.Detection.Models;

/// <summary>
/// The trained heads that read a text, in one pass. A unit (a sentence or line, at most 400 characters) is scored alone and with the units before it, some
/// 320 characters and some 1,200, and by some heads clause by clause; the highest counts, as a finding on the unit. Told are units that score at least <see cref="Notable"/>, and those that score higher than all
/// before them in the text, so that a text's highest score is always known. Scores are probabilities at the prior that the model cards state.
/// </summary>
internal sealed class ModelDetector : Detector
{
    /// <summary>From here on each unit is told.</summary>
    public const float Notable = 0.1f;

    /// <summary>The longest stretch that a second stage reads, a passage with blank lines in it.</summary>
    public const int LongestReading = UnitEdges.MaxLength;

    private readonly Func<Origin, bool> _reads;

    /// <param name="name">The detector's name.</param>
    /// <param name="set">All heads.</param>
    /// <param name="heads">The places of those that it reports.</param>
    /// <param name="reads">Whose words it reads.</param>
    /// <param name="second">Reads again what heads are unsure of; null where nobody does.</param>
    public ModelDetector(string name, HeadSet set, IReadOnlyList<int> heads, Func<Origin, bool> reads, SecondStage? second = null)
    {
        Name = name;
        Set = set;
        Heads = [.. heads];
        HeadKinds = [.. Heads.Select(head => new FindingKind(set.Heads[head].Kind))];
        JudgesNames = [.. HeadKinds.Select(static kind => !kind.IsUnder("toxicity") && !kind.IsUnder("harmful"))];
        _reads = reads;
        Second = second;
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<FindingKind> Kinds => HeadKinds;

    /// <inheritdoc/>
    public override ViewKinds Views => ViewKinds.All;

    /// <summary>Windows are sums of units that were read before, so only a second stage reads text again.</summary>
    public override int LookBack => Second is null ? 0 : LongestReading;

    /// <inheritdoc/>
    public override int LookAhead => UnitEdges.MaxLength + 1;

    /// <summary>Reads again what heads are unsure of; null where nobody does.</summary>
    public SecondStage? Second { get; }

    /// <summary>All heads.</summary>
    public HeadSet Set { get; }

    /// <summary>The places of the heads that are reported.</summary>
    public int[] Heads { get; }

    /// <summary>Their kinds, in the same order.</summary>
    public FindingKind[] HeadKinds { get; }

    /// <summary>Which of the heads, in the same order, judge a unit that is one name of a program, such as <c>send_mail</c>. As abuse or a request it says nothing; an order can be written so.</summary>
    public bool[] JudgesNames { get; }

    /// <inheritdoc/>
    public override bool Reads(Origin origin) => _reads(origin);

    /// <inheritdoc/>
    public override Scanner? Open(InspectionScope scope) => new ModelScanner(this);
}
