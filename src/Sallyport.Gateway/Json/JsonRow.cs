namespace Sallyport.Gateway.Json;

/// <summary>One node of a mapped document. Rows stand in document order, so a subtree is a run of rows.</summary>
internal struct JsonRow
{
    /// <summary>The first byte of the token, a string's quote included.</summary>
    public int Start;

    /// <summary>The byte after the token's last.</summary>
    public int End;

    /// <summary>The row of the object or array around it; -1 at the root.</summary>
    public int Parent;

    /// <summary>The row after the last one of its subtree. For a name, the row after itself.</summary>
    public int After;

    /// <summary>Names in an object, items in an array.</summary>
    public int Count;

    /// <summary>What it is.</summary>
    public JsonKind Kind;

    /// <summary>Whether a string or name holds a backslash.</summary>
    public bool IsEscaped;
}
