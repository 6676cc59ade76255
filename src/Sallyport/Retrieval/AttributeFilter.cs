namespace Sallyport.Retrieval;

/// <summary>
/// Which documents a search may find, by their attributes: OpenAI's comparison and compound filters. A comparison with an attribute that a document doesn't have
/// is false, whichever it is: <see cref="AttributeComparison.NotEqual"/> and <see cref="NoneOf"/> included. Immutable, so safe for concurrent use.
/// </summary>
public abstract class AttributeFilter
{
    /// <summary>The most filters within each other.</summary>
    public const int MaxDepth = 8;

    /// <summary>The most comparisons and compounds in all.</summary>
    public const int MaxNodes = 64;

    /// <summary>The most values of <see cref="AnyOf"/> or <see cref="NoneOf"/>.</summary>
    public const int MaxValues = 1000;

    private protected AttributeFilter(int depth, int nodes)
    {
        if (depth > MaxDepth || nodes > MaxNodes)
        {
            throw new ArgumentException($"A filter has at most {MaxDepth} levels and {MaxNodes} comparisons and compounds.");
        }

        Depth = depth;
        Nodes = nodes;
    }

    /// <summary>The filters within each other; 1 for a comparison.</summary>
    internal int Depth { get; }

    /// <summary>The comparisons and compounds in it, itself included.</summary>
    internal int Nodes { get; }

    /// <summary>Compares an attribute with a value: numbers by size, texts ordinally, so that ISO dates are in their order.</summary>
    /// <param name="name">The attribute's name, 1 to <see cref="AttributeValue.MaxNameLength"/> characters.</param>
    /// <param name="comparison">How.</param>
    /// <param name="value">With what.</param>
    /// <exception cref="ArgumentException">The name is empty or too long, or truth values are compared by size.</exception>
    public static AttributeFilter Compare(string name, AttributeComparison comparison, AttributeValue value) =>
        new ComparisonFilter(name, comparison, value);

    /// <summary>The attribute is one of some values.</summary>
    /// <param name="name">As for <see cref="Compare"/>.</param>
    /// <param name="values">1 to <see cref="MaxValues"/>.</param>
    /// <exception cref="ArgumentException">The name is empty or too long, or there are too few or too many values.</exception>
    public static AttributeFilter AnyOf(string name, IReadOnlyCollection<AttributeValue> values) => new MembershipFilter(name, values, isMember: true);

    /// <summary>The attribute is there, and none of some values.</summary>
    /// <param name="name">As for <see cref="Compare"/>.</param>
    /// <param name="values">As for <see cref="AnyOf"/>.</param>
    /// <exception cref="ArgumentException">As for <see cref="AnyOf"/>.</exception>
    public static AttributeFilter NoneOf(string name, IReadOnlyCollection<AttributeValue> values) => new MembershipFilter(name, values, isMember: false);

    /// <summary>All of some filters hold.</summary>
    /// <param name="filters">1 or more.</param>
    /// <exception cref="ArgumentException">There are none, or the whole is beyond <see cref="MaxDepth"/> or <see cref="MaxNodes"/>.</exception>
    public static AttributeFilter All(IReadOnlyCollection<AttributeFilter> filters) => new CompoundFilter(filters, isAll: true);

    /// <summary>At least one of some filters holds.</summary>
    /// <param name="filters">1 or more.</param>
    /// <exception cref="ArgumentException">As for <see cref="All"/>.</exception>
    public static AttributeFilter Any(IReadOnlyCollection<AttributeFilter> filters) => new CompoundFilter(filters, isAll: false);

    /// <summary>Whether a document with these attributes may be found.</summary>
    public abstract bool Matches(IReadOnlyDictionary<string, AttributeValue> attributes);

    private protected static string CheckedName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is > 0 and <= AttributeValue.MaxNameLength
            ? name
            : throw new ArgumentException($"An attribute's name has 1 to {AttributeValue.MaxNameLength} characters.", nameof(name));
    }
}
