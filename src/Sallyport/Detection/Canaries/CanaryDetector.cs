using System.Buffers;
using Sallyport.Text;

namespace Sallyport.Detection.Canaries;

/// <summary>
/// Finds canaries' tokens (see <see cref="CanaryToken"/>), in any case, spaced, with invisible characters, and in what is encoded. From each rare first letter it reads on over the opening; what
/// follows is another's token, the tenant's own, or nothing. Misses tokens that are reversed, paraphrased, or parted by letters or digits.
/// </summary>
public sealed class CanaryDetector : AnchoredDetector
{
    private static readonly SearchValues<char> First = SearchValues.Create([CanaryToken.Opening[0], char.ToUpperInvariant(CanaryToken.Opening[0])]);

    private readonly CanaryReader? _reader;

    /// <summary>Creates the detector, which looks for what the scope's reader knows.</summary>
    public CanaryDetector()
    {
    }

    internal CanaryDetector(CanaryReader reader) => _reader = reader;

    /// <inheritdoc/>
    public override string Name => "canaries";

    /// <inheritdoc/>
    public override IReadOnlyList<FindingKind> Kinds { get; } = [CanaryKinds.Own, CanaryKinds.Breach];

    /// <inheritdoc/>
    public override bool IsUnconditional => true;

    /// <inheritdoc/>
    public override int LookBack => 0;

    /// <inheritdoc/>
    public override int LookAhead => CanaryToken.Length * (CanaryToken.LongestGap + 1);

    /// <inheritdoc/>
    public override Scanner? Open(InspectionScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return scope.Canaries?.Open();
    }

    /// <inheritdoc/>
    protected internal override int FindAnchor(ReadOnlySpan<char> text, char before)
    {
        for (var at = 0; ; at++)
        {
            var next = text[at..].IndexOfAny(First);
            if (next < 0)
            {
                return -1;
            }

            at += next;
            if (CanaryToken.CanOpen(text[at..]))
            {
                return at;
            }
        }
    }

    /// <inheritdoc/>
    protected internal override int OpenTail(ReadOnlySpan<char> text) => 0;

    /// <inheritdoc/>
    protected internal override bool CanAnchor(char c) => First.Contains(c);

    /// <inheritdoc/>
    protected internal override bool CanEndTail(char last) => false;

    /// <inheritdoc/>
    protected internal override Recognition Recognize(in Candidate candidate)
    {
        Span<byte> token = stackalloc byte[CanaryToken.ByteLength];
        token.Clear();
        var anchor = candidate.Anchor;
        return CanaryToken.TryRead(candidate.Text[anchor..], token, out var length) switch
        {
            true => _reader!.Judge(token) switch
            {
                CanaryStanding.Own => Recognition.Found(CanaryKinds.Own, new TextSpan(anchor, anchor + length), 1),
                CanaryStanding.Foreign => Recognition.Found(CanaryKinds.Breach, new TextSpan(anchor, anchor + length), 1),
                _ => Recognition.Nothing(anchor + 1),
            },
            null when !candidate.IsComplete => Recognition.Undecided(anchor),
            _ => Recognition.Nothing(anchor + 1),
        };
    }
}
