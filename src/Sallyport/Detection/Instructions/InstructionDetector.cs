using System.Buffers;
using System.Collections.Frozen;
using Sallyport.Text;

namespace Sallyport.Detection.Instructions;

/// <summary>
/// The first layer against prompt injection: words by which a text tries to command a model, in some twenty languages. One search over all
/// anchors; where one stands, each rule that has it looks for its other words nearby, however lines are wrapped and words spaced. Scores are moderate, and lower where the words are quoted
/// or talked about. A tripwire, not a wall: rewording gets past it.
/// </summary>
public sealed class InstructionDetector : AnchoredDetector
{
    // As much as an anchor has at most.
    private const int LongestOpening = 64;

    // The first two characters of each anchor, without case, as one bit a pair; small enough to stay in the nearest cache.
    private readonly ulong[] _pairs = new ulong[128 * 128 / 64];
    private readonly string[]?[] _phrases = new string[]?[128 * 128];
    private readonly SearchValues<char>? _firsts;
    private readonly FrozenDictionary<char, (int Reach, (string Anchor, InstructionRule Rule)[] Rules)> _byFirst;
    private readonly OpeningSet _openings;

    private InstructionDetector(string name, IReadOnlyList<InstructionRule> rules)
    {
        Name = name;
        var anchors = rules.SelectMany(rule => rule.Anchors.Select(anchor => (Anchor: anchor, Rule: rule))).ToArray();
        foreach (var (anchor, _) in anchors.Where(pair => char.IsAscii(pair.Anchor[0])))
        {
            // A second character beyond ASCII is looked up as NUL.
            var pair = Pair(anchor[0], anchor[1]);
            _pairs[pair >> 6] |= 1UL << (pair & 63);
        }

        foreach (var group in anchors.Select(pair => pair.Anchor).Distinct().GroupBy(anchor => Pair(anchor[0], anchor[1])))
        {
            _phrases[group.Key] = [.. group];
        }

        // Other scripts' letters are rare enough in most text to search for them directly.
        _firsts = anchors.All(pair => !char.IsAscii(pair.Anchor[0])) ? SearchValues.Create(Firsts(anchors.Select(pair => pair.Anchor[0]))) : null;
        _byFirst = anchors.GroupBy(pair => pair.Anchor[0]).ToFrozenDictionary(group => group.Key, group => (group.Max(pair => Math.Max(pair.Anchor.Length, pair.Rule.Reach)) + 1, group.ToArray()));
        _openings = new(anchors.SelectMany(pair => Enumerable.Range(1, pair.Anchor.Length - 1).Select(length => pair.Anchor[..length])), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The rules for languages that the Latin script writes, and for marks and links.</summary>
    public static InstructionDetector Latin { get; } =
        new("injection_rules", [.. OverrideRules.All, .. PersonaRules.All, .. ProbeRules.All, .. MarkerRules.All, ImageLink.Rule]);

    /// <summary>The rules for languages in other scripts.</summary>
    public static InstructionDetector OtherScripts { get; } = new("injection_rules_scripts", ScriptRules.All);

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<FindingKind> Kinds { get; } = [InstructionKinds.Rule];

    /// <inheritdoc/>
    public override ViewKinds Views => ViewKinds.All;

    /// <inheritdoc/>
    public override int LookBack => 256;

    /// <inheritdoc/>
    public override int LookAhead => 2_048;

    /// <inheritdoc/>
    protected internal override int FindAnchor(ReadOnlySpan<char> text, char before)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (_firsts is not null)
            {
                var next = text[i..].IndexOfAny(_firsts);
                if (next < 0)
                {
                    return -1;
                }

                i += next;
                before = i > 0 ? text[i - 1] : before;
            }

            var c = text[i];
            var couldBegin = _firsts is not null || (char.IsAscii(c) && i + 1 < text.Length && !(char.IsAsciiLetter(before) && char.IsAsciiLetter(c)) && IsSet(Pair(c, text[i + 1])));
            if (couldBegin && BeginsHere(text[i..]))
            {
                return i;
            }

            before = c;
        }

        return -1;
    }

    /// <inheritdoc/>
    protected internal override bool CanAnchor(char c) => _byFirst.ContainsKey(char.ToLowerInvariant(c));

    /// <inheritdoc/>
    protected internal override bool CanEndTail(char last) => _openings.CanEnd(UnwrappedText.IsBlank(last) ? ' ' : last);

    /// <inheritdoc/>
    protected internal override int OpenTail(ReadOnlySpan<char> text)
    {
        var end = text[^Math.Min(text.Length, LongestOpening + 1)..];
        if (UnwrappedText.IsUnwrapped(end))
        {
            return Opening(end);
        }

        Span<char> buffer = stackalloc char[LongestOpening + 1];
        Span<ushort> lengths = stackalloc ushort[LongestOpening + 1];
        var first = UnwrappedText.End(text[^Math.Min(text.Length, LookAhead)..], buffer, lengths);
        return Opening(buffer[first..]) is var length and > 0 ? lengths[^length] : 0;
    }

    /// <inheritdoc/>
    protected internal override Recognition Recognize(in Candidate candidate)
    {
        var anchor = candidate.Anchor;
        var text = candidate.Text;
        if (anchor > 0 && InWord(text[anchor - 1], text[anchor]))
        {
            return Recognition.Nothing(anchor + 1);
        }

        if (!_byFirst.TryGetValue(char.ToLowerInvariant(text[anchor]), out var known))
        {
            return Recognition.Nothing(anchor + 1);
        }

        Span<char> chars = stackalloc char[InstructionRule.LongestReach];
        Span<ushort> ends = stackalloc ushort[InstructionRule.LongestReach];

        // One character more than rules read, so that a sentence's end can be seen.
        var unwrapped = UnwrappedText.Of(text[anchor..], candidate.IsComplete, chars[..known.Reach], ends[..known.Reach]);
        var rest = unwrapped.Text;
        var best = 0f;
        var end = anchor;
        foreach (var (phrase, rule) in known.Rules)
        {
            if (!rest.StartsWith(phrase, StringComparison.OrdinalIgnoreCase))
            {
                if (rest.Length < phrase.Length && !candidate.IsComplete && phrase.AsSpan().StartsWith(rest, StringComparison.OrdinalIgnoreCase))
                {
                    return Recognition.Undecided(anchor);
                }

                continue;
            }

            var reach = RuleReach.Of(rest, phrase.Length, rule);
            if (reach.IsOpen && !candidate.IsComplete)
            {
                return Recognition.Undecided(anchor);
            }

            if (RuleReach.Match(text[..anchor], reach.Text, phrase.Length, rule, out var length) is var score && score > best)
            {
                best = score;
                end = anchor + unwrapped.SourceEnd(length);
            }
        }

        return best == 0
            ? Recognition.Nothing(anchor + 1)
            : Recognition.Found(InstructionKinds.Rule, new(anchor, end), best * QuotedContext.Factor(text[..anchor]));
    }

    private static char[] Firsts(IEnumerable<char> firsts) => [.. firsts.SelectMany(c => new[] { char.ToLowerInvariant(c), char.ToUpperInvariant(c) }).Distinct()];

    private static int Pair(char first, char second) => (Fold(first) << 7) | Fold(second);

    private static int Fold(char c) => !char.IsAscii(c) ? 0 : char.IsAsciiLetterUpper(c) ? c | 0x20 : c;

    private bool IsSet(int pair) => (_pairs[pair >> 6] & (1UL << (pair & 63))) != 0;

    private int Opening(ReadOnlySpan<char> end)
    {
        var lengths = _openings.Lengths(end);
        while (OpeningSet.TakeLongest(ref lengths) is var length and > 0)
        {
            var tail = end[^length..];
            if ((length == end.Length || !InWord(end[^(length + 1)], tail[0])) && _openings.Contains(tail))
            {
                return length;
            }
        }

        return 0;
    }

    private bool BeginsHere(ReadOnlySpan<char> text)
    {
        foreach (var phrase in text.Length < 2 ? [] : _phrases[Pair(text[0], text[1])] ?? [])
        {
            if (Begins(text, phrase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a text begins with a phrase, without case and whatever white space stands between its words. Most differ in the third character.</summary>
    private static bool Begins(ReadOnlySpan<char> text, string phrase)
    {
        var at = 0;
        foreach (var wanted in phrase)
        {
            if (at == text.Length)
            {
                return false;
            }

            var c = text[at];
            if (wanted == ' ' ? !UnwrappedText.IsBlank(c) : c != wanted && char.ToUpperInvariant(c) != char.ToUpperInvariant(wanted))
            {
                return false;
            }

            at++;
            while (wanted == ' ' && at < text.Length && UnwrappedText.IsBlank(text[at]))
            {
                at++;
            }
        }

        return true;
    }

    /// <summary>Whether a character that stands before another makes them part of one word; ideographs are words by themselves.</summary>
    private static bool InWord(char before, char first) => first < '\u2e80' && char.IsLetterOrDigit(before) && char.IsLetterOrDigit(first) && before < '\u2e80';
}
