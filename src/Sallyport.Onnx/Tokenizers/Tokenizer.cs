using System.Buffers;

namespace Sallyport.Onnx.Tokenizers;

/// <summary>
/// Cuts text into the pieces that a model knows. Linear in the text's length and in bounded memory: a text is read in stretches of at most
/// <see cref="StretchLength"/> characters, cut before white space where there is any, which changes no piece, since none holds white space but at its beginning.
/// Immutable; shared by all threads.
/// </summary>
internal abstract class Tokenizer
{
    /// <summary>The longest stretch, in UTF-16 code units before normalisation, by which one grows at most eighteenfold (U+FDFA).</summary>
    public const int StretchLength = 4_096;

    /// <summary>The ids of the pieces of one stretch, added to <paramref name="to"/>.</summary>
    /// <param name="stretch">As <see cref="NextStretch"/> cuts them.</param>
    /// <param name="to">Where the ids go.</param>
    public abstract void Append(ReadOnlySpan<char> stretch, List<int> to);

    /// <summary>
    /// How likely pieces are in the language that the vocabulary was made for: their log-likelihood in nats, and how many characters they are. Text in another
    /// language falls into rare, short and unknown pieces. Null where the vocabulary has no scores.
    /// </summary>
    public virtual (float Score, int Length)? LikelihoodOf(ReadOnlySpan<int> ids) => null;

    /// <summary>How much of a text the next stretch takes; 0 at the end.</summary>
    public static int NextStretch(ReadOnlySpan<char> text)
    {
        if (text.Length <= StretchLength)
        {
            return text.Length;
        }

        for (var cut = StretchLength; cut > 0; cut--)
        {
            if (char.IsWhiteSpace(text[cut]))
            {
                return cut;
            }
        }

        return char.IsLowSurrogate(text[StretchLength]) ? StretchLength - 1 : StretchLength;
    }

    /// <summary>All ids of a text; for short ones.</summary>
    public List<int> Read(ReadOnlySpan<char> text)
    {
        var ids = new List<int>();
        while (NextStretch(text) is var length and > 0)
        {
            Append(text[..length], ids);
            text = text[length..];
        }

        return ids;
    }

    /// <summary>A string with each lone surrogate replaced by U+FFFD: normalisation throws on them.</summary>
    protected static string WellFormed(ReadOnlySpan<char> stretch)
    {
        var buffer = ArrayPool<char>.Shared.Rent(stretch.Length);
        try
        {
            stretch.CopyTo(buffer);
            for (var i = 0; i < stretch.Length; i++)
            {
                if (char.IsHighSurrogate(buffer[i]) && i + 1 < stretch.Length && char.IsLowSurrogate(buffer[i + 1]))
                {
                    i++;
                }
                else if (char.IsSurrogate(buffer[i]))
                {
                    buffer[i] = '\uFFFD';
                }
            }

            return new string(buffer, 0, stretch.Length);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer, clearArray: true);
        }
    }
}
