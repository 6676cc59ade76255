namespace Sallyport.Detection.Names;

/// <summary>A word, a number or a mark of a unit.</summary>
internal struct NameToken
{
    /// <summary>In the unit.</summary>
    public int Start;
    public int Length;

    /// <summary>Of the word in lower case.</summary>
    public uint Word;
    public WordFlags Flags;
    public TokenShape Shape;

    /// <summary>The first token of a line.</summary>
    public bool StartsLine;

    /// <summary>No space stands before it.</summary>
    public bool IsJoined;

    /// <summary>Could be part of a name: only such tokens are scored.</summary>
    public bool IsOpen;

    /// <summary>The word before the last colon or equals sign of the line, 0 where none is.</summary>
    public uint Key;

    public readonly int End => Start + Length;

    public readonly bool IsWord => Shape >= TokenShape.Lower;

    public readonly bool IsCapitalised => Shape is TokenShape.Title or TokenShape.Initial or TokenShape.Upper or TokenShape.Camel;

    public readonly bool IsNumber => Shape is >= TokenShape.OneDigit and <= TokenShape.Alphanumeric;
}
