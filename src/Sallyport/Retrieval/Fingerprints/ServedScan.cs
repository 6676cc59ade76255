using Sallyport.Retrieval.CleanRoom;
using Sallyport.Tenancy;
using Sallyport.Text;

namespace Sallyport.Retrieval.Fingerprints;

/// <summary>
/// Looks for what searches have shown in one text:
/// <list type="number">
/// <item>the shingles that winnowing chooses are looked up; those found that touch each other are one copy;</item>
/// <item>a copy that begins where a text that was shown began, or ends where it ended, is that much longer than its shingles: exactly so many letters. Elsewhere up to <see cref="Reach"/> letters
/// of it may stand beyond them, so as many are added, as far as the line goes;</item>
/// <item>signs that touch its letters belong to it.</item>
/// </list>
/// It misses copies of fewer than <see cref="Winnower.Guaranteed"/> letters or digits in a row (it may find them), what was put in other words or letters, and of a copy that is a part of what was
/// shown up to <see cref="Reach"/> letters at each end, where its line ends sooner. Not safe for concurrent use.
/// </summary>
internal sealed class ServedScan(ServedMemory memory, Principal principal, ReadOnlyMemory<char> text)
{
    private const int Reach = Winnower.Window - 1;
    private const int BatchLength = 256;

    // Letters that stand wider apart than that are not looked for.
    private const int Neighbourhood = 512;

    private readonly Winnower _winnower = new(memory.Key);
    private readonly List<Copy> _copies = [];
    private readonly Winnowed[] _batch = new Winnowed[BatchLength];
    private int _batched;
    private int _next;

    /// <summary>Reads on.</summary>
    /// <param name="to">Up to where, at least.</param>
    public void Advance(int to)
    {
        var span = text.Span;
        while (_next < to)
        {
            var letter = FoldedLetters.Read(span, _next, out var next);
            if (letter != FoldedLetters.None && _winnower.Read(letter, _next, next, out var chosen))
            {
                Look(chosen);
            }

            _next = next;
        }
    }

    /// <summary>Reads to the end.</summary>
    /// <returns>What was found, in order; no two touch.</returns>
    public IReadOnlyList<ServedStretch> Complete()
    {
        Advance(text.Length);
        if (_winnower.Complete(out var only))
        {
            Look(only);
        }

        LookAtBatch();
        var stretches = new List<ServedStretch>();
        foreach (var copy in _copies)
        {
            var floor = stretches.Count == 0 ? 0 : stretches[^1].Span.End;
            var span = new TextSpan(StartOf(copy, floor), EndOf(copy));
            if (stretches.Count > 0 && span.Start <= floor)
            {
                var receipts = stretches[^1].Receipts.Union(copy.Receipts).Take(ServedStretch.MostReceipts);
                stretches[^1] = new(stretches[^1].Span.Union(span), [.. receipts]);
            }
            else
            {
                stretches.Add(new(span, copy.Receipts));
            }
        }

        return stretches;
    }

    private void Look(in Winnowed chosen)
    {
        _batch[_batched++] = chosen;
        if (_batched == BatchLength)
        {
            LookAtBatch();
        }
    }

    private void LookAtBatch()
    {
        memory.Match(principal, _batch.AsSpan(0, _batched), Take);
        _batched = 0;
    }

    private void Take(Winnowed shingle, FingerprintTable.Found found)
    {
        if (_copies.Count == 0 || shingle.Start > _copies[^1].End)
        {
            _copies.Add(new(shingle.Start, shingle.End, found.Before, found.After, []));
        }

        var copy = _copies[^1];
        if (copy.Receipts.Count < ServedStretch.MostReceipts && !copy.Receipts.Contains(found.Source.Receipt))
        {
            copy.Receipts.Add(found.Source.Receipt);
        }

        // Of several sources of one shingle, the one that ends nearest is what was pasted at least.
        _copies[^1] = copy with
        {
            End = shingle.End,
            Before = shingle.Start == copy.Start ? Math.Min(copy.Before, found.Before) : copy.Before,
            After = shingle.End == copy.End ? Math.Min(copy.After, found.After) : found.After,
        };
    }

    private int StartOf(in Copy copy, int floor)
    {
        var span = text.Span;
        var letters = new List<int>();
        for (var at = Math.Max(floor, copy.Start - Neighbourhood); at < copy.Start;)
        {
            var letter = FoldedLetters.Read(span, at, out var next);
            if (letter != FoldedLetters.None)
            {
                letters.Add(at);
            }
            else if (copy.Before == FingerprintTable.Far && FoldedLetters.IsLineBreak(span, at, next))
            {
                letters.Clear();
            }

            at = next;
        }

        var added = Math.Min(letters.Count, copy.Before == FingerprintTable.Far ? Reach : copy.Before);
        var start = added == 0 ? copy.Start : letters[^added];
        while (start > floor && IsSign(span[start - 1]))
        {
            start--;
        }

        return start;
    }

    private int EndOf(in Copy copy)
    {
        var span = text.Span;
        var left = copy.After == FingerprintTable.Far ? Reach : copy.After;
        var end = copy.End;
        for (var at = end; left > 0 && at < Math.Min(span.Length, copy.End + Neighbourhood);)
        {
            var letter = FoldedLetters.Read(span, at, out var next);
            if (letter != FoldedLetters.None)
            {
                end = next;
                left--;
            }
            else if (copy.After == FingerprintTable.Far && FoldedLetters.IsLineBreak(span, at, next))
            {
                break;
            }

            at = next;
        }

        while (end < span.Length && IsSign(span[end]))
        {
            end++;
        }

        return end;
    }

    private static bool IsSign(char c) => !char.IsWhiteSpace(c) && FoldedLetters.Read([c], 0, out _) == FoldedLetters.None;

    /// <summary>Shingles that touch each other, and how much of what was shown stands before the first and behind the last.</summary>
    private readonly record struct Copy(int Start, int End, byte Before, byte After, List<ReceiptId> Receipts);
}
