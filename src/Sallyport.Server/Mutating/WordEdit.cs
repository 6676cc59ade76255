namespace Sallyport.Server.Mutating;

/// <summary>A way to write one word otherwise.</summary>
internal enum WordEdit
{
    /// <summary>A letter of another script that looks the same.</summary>
    LookAlike,

    /// <summary>Digits for letters.</summary>
    Leet,

    /// <summary>An accent on a vowel.</summary>
    Accent,

    /// <summary>Two letters change places.</summary>
    Swap,

    /// <summary>A letter is left out.</summary>
    Drop,

    /// <summary>A letter is written twice.</summary>
    Double,

    /// <summary>A hyphen within.</summary>
    Hyphen,

    /// <summary>A space within.</summary>
    Space,

    /// <summary>A character within that nobody sees.</summary>
    ZeroWidth,

    /// <summary>In capitals.</summary>
    Capitals,

    /// <summary>Another word that says the same, where one is known.</summary>
    OtherWord,
}
