namespace Sallyport.Retrieval;

/// <summary>How an <see cref="AttributeFilter"/> compares an attribute with a value.</summary>
public enum AttributeComparison
{
    /// <summary>Of the same kind, and equal.</summary>
    Equal,

    /// <summary>Of another kind, or unequal.</summary>
    NotEqual,

    /// <summary>Of the same kind, and greater.</summary>
    Greater,

    /// <summary>Of the same kind, and no less.</summary>
    GreaterOrEqual,

    /// <summary>Of the same kind, and less.</summary>
    Less,

    /// <summary>Of the same kind, and no greater.</summary>
    LessOrEqual,
}
