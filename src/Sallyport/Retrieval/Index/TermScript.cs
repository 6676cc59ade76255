namespace Sallyport.Retrieval.Index;

/// <summary>How words stand in the script of a character.</summary>
internal enum TermScript
{
    /// <summary>No part of a word.</summary>
    None,

    /// <summary>Words stand apart: Latin, Cyrillic, Arabic, Devanagari, Hangul and most others; digits too.</summary>
    Spaced,

    /// <summary>Han and kana: words of one to three characters, not apart.</summary>
    Ideographic,

    /// <summary>Thai, Lao, Khmer and Burmese: longer words, not apart.</summary>
    Unspaced,
}
