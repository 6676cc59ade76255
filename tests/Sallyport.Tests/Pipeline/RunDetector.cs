using Sallyport.Detection;
using Sallyport.Text;

namespace Sallyport.Tests.Pipeline;

/// <summary>Finds a letter's runs ("aaa") of any length up to its look-ahead, where at least <paramref name="least"/> stand together.</summary>
internal sealed class RunDetector(string name, char letter, int least, ViewKinds views = ViewKinds.Original, float score = 1) : AnchoredDetector
{
    public override string Name => name;

    public override IReadOnlyList<FindingKind> Kinds => [new("test." + name)];

    public override ViewKinds Views => views;

    public override int LookBack => 4;

    public override int LookAhead => 16;

    protected internal override int FindAnchor(ReadOnlySpan<char> text, char before) => text.IndexOf(letter);

    protected internal override int OpenTail(ReadOnlySpan<char> text) => 0;

    protected internal override Recognition Recognize(in Candidate candidate)
    {
        var run = candidate.Text[candidate.Anchor..];
        var length = run.IndexOfAnyExcept(letter);
        if (length < 0)
        {
            if (!candidate.IsComplete)
            {
                return Recognition.Undecided(candidate.Anchor);
            }

            length = run.Length;
        }

        return length >= least
            ? Recognition.Found(Kinds[0], new(candidate.Anchor, candidate.Anchor + length), score)
            : Recognition.Nothing(candidate.Anchor + length);
    }
}
