using Sallyport.Retrieval.Reading;
using Sallyport.Text;

namespace Sallyport.Retrieval.Chunking;

/// <summary>
/// Cuts documents into chunks. From a chunk's start on, as much is taken as <see cref="ChunkingStrategy.MaxTokens"/> allows; what remains is taken whole where it fits. Otherwise the cut is made
/// at the last place where a section begins, if that leaves a quarter or more of the size; else in the last quarter of it at the last paragraph, sentence or word; else between two characters.
/// The next chunk begins as far back as the overlap allows, at a paragraph, sentence or word again, but never before the section that the cut lies in.
/// So each step goes forward by at least about a quarter of the size, and the work is linear in the text.
/// </summary>
public static class Chunker
{
    /// <summary>What stands between two passages in the document's text.</summary>
    public const string PassageSeparator = "\n\n";

    /// <summary>
    /// Cuts a document, one chunk after the other as they are asked for. Every visible character but white space at a chunk's edges is in some chunk. Hidden passages, joined in the same way, follow
    /// in chunks of their own: joined, since an instruction may be spread over many hidden places. The same passages and strategy give the same chunks.
    /// </summary>
    /// <param name="passages">In reading order.</param>
    /// <param name="strategy">How long chunks may be.</param>
    public static IEnumerable<Chunk> Cut(IReadOnlyList<DocumentPassage> passages, ChunkingStrategy strategy)
    {
        ArgumentNullException.ThrowIfNull(passages);
        ArgumentNullException.ThrowIfNull(strategy);
        return Both(passages, strategy);
    }

    private static IEnumerable<Chunk> Both(IReadOnlyList<DocumentPassage> passages, ChunkingStrategy strategy)
    {
        var ordinal = 0;
        foreach (var areHidden in (bool[])[false, true])
        {
            var source = new ChunkSource(passages, areHidden);
            foreach (var span in Spans(source, strategy))
            {
                var text = source.Text[span.Start..span.End];
                var passage = source.PassageAt(span.Start);
                var (heading, page) = (source[passage].Heading, source[passage].Page);
                var place = areHidden ? new TextSpan(source.PlaceOf(passage), source.PlaceOf(passage)) : span;
                yield return new Chunk(ordinal++, text, heading, page, place, TokenEstimate.Count(text), areHidden);
            }
        }
    }

    private static IEnumerable<TextSpan> Spans(ChunkSource source, ChunkingStrategy strategy)
    {
        var told = 0;
        for (var start = 0; start < source.Text.Length;)
        {
            var (end, isSection) = FindEnd(source, start, strategy.MaxTokens * TokenEstimate.QuartersPerToken);

            // Behind the overlap there may be white space alone.
            if (Trim(source.Text, start, end) is { Length: > 0 } span && span.End > told)
            {
                told = span.End;
                yield return span;
            }

            start = end == source.Text.Length || isSection ? end : FindOverlap(source, start, end, strategy.OverlapTokens * TokenEstimate.QuartersPerToken);
        }
    }

    private static (int End, bool IsSection) FindEnd(ChunkSource source, int start, int most)
    {
        var ranks = new CutRanks(source, start);
        var (taken, best, bestAt, section) = (0, CutRank.Character, start, -1);
        for (var at = start; at < source.Text.Length; at++)
        {
            // A cut before this character, if what precedes it fills enough of the chunk.
            if (ranks.Next() is { } rank)
            {
                if (rank == CutRank.Section && taken >= most / 4)
                {
                    section = at;
                }

                if (taken >= most / 4 * 3 && rank >= best)
                {
                    (best, bestAt) = (rank, at);
                }
            }

            taken += TokenEstimate.Quarters(source.Text[at]);
            if (taken > most)
            {
                return section > 0 ? (section, true) : (bestAt, false);
            }
        }

        return (source.Text.Length, false);
    }

    private static int FindOverlap(ChunkSource source, int start, int end, int most)
    {
        var least = start;
        for (var passage = source.PassageAt(end - 1); least == start && source.StartOf(passage) > start; passage--)
        {
            least = source.OpensSection(passage) ? source.StartOf(passage) : start;
        }

        var from = end;
        for (var left = most; from > least && (left -= TokenEstimate.Quarters(source.Text[from - 1])) >= 0;)
        {
            from--;
        }

        var ranks = new CutRanks(source, from);
        var (best, bestAt) = ((CutRank?)null, end);
        for (var at = from; at < end; at++)
        {
            // A good place close to the end would leave hardly any overlap.
            if (ranks.Next() is { } rank && (best is null || (rank > best && at <= from + ((end - from) / 2))))
            {
                (best, bestAt) = (rank, at);
            }
        }

        return bestAt;
    }

    private static TextSpan Trim(string text, int start, int end)
    {
        while (start < end && char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        while (end > start && char.IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        return new TextSpan(start, end);
    }
}
