namespace Sallyport.Policy.Reading;

/// <summary>A piece of a policy's YAML with its place. Only what the policy language allows: scalars, lists and mappings.</summary>
internal sealed class PolicyNode(PolicyNode.Shape kind, int line, int column)
{
    public enum Shape
    {
        /// <summary>A scalar.</summary>
        Scalar,

        /// <summary>A sequence.</summary>
        List,

        /// <summary>A mapping with distinct keys.</summary>
        Map,

        /// <summary>Something that has been reported already, and about which nothing more is said.</summary>
        Broken,
    }

    public Shape Kind { get; } = kind;

    /// <summary>From 1.</summary>
    public int Line { get; } = line;

    /// <summary>From 1.</summary>
    public int Column { get; } = column;

    /// <summary>A scalar's text.</summary>
    public string Text { get; init; } = "";

    /// <summary>Whether a scalar stands without quotes, so that it may mean a number or a truth value.</summary>
    public bool IsPlain { get; init; }

    public List<PolicyNode> Items { get; } = [];

    public List<(PolicyNode Key, PolicyNode Value)> Entries { get; } = [];

    /// <summary>Whether this is a key without a value.</summary>
    public bool IsNull => Kind == Shape.Scalar && IsPlain && Text is "" or "~" or "null";
}
