using Sallyport.Detection;

namespace Sallyport.Gateway.Tests;

/// <summary>Finds one word, with one score, where a test is about what follows from a finding and not about how it is found.</summary>
internal sealed class WordDetector(string kind, string word, float score) : AnchoredDetector
{
    private readonly FindingKind _kind = new(kind);

    public override string Name => "word." + word;

    public override IReadOnlyList<FindingKind> Kinds => [_kind];

    public override int LookBack => 0;

    public override int LookAhead => word.Length;

    protected internal override int FindAnchor(ReadOnlySpan<char> text, char before) => text.IndexOf(word, StringComparison.Ordinal);

    protected internal override int OpenTail(ReadOnlySpan<char> text)
    {
        var tail = Math.Min(text.Length, word.Length - 1);
        while (!text[^tail..].SequenceEqual(word.AsSpan(0, tail)))
        {
            tail--;
        }

        return tail;
    }

    protected internal override Recognition Recognize(in Candidate candidate) => Recognition.Found(_kind, new(candidate.Anchor, candidate.Anchor + word.Length), score);
}
