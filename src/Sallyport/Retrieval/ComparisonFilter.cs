namespace Sallyport.Retrieval;

/// <summary>One attribute against one value.</summary>
internal sealed class ComparisonFilter : AttributeFilter
{
    private readonly string _name;
    private readonly AttributeComparison _comparison;
    private readonly AttributeValue _value;

    public ComparisonFilter(string name, AttributeComparison comparison, AttributeValue value)
        : base(depth: 1, nodes: 1)
    {
        _name = CheckedName(name);
        _comparison = Enum.IsDefined(comparison) ? comparison : throw new ArgumentException("No such comparison.", nameof(comparison));
        _value = value;
        if (value.Kind == AttributeKind.Boolean && comparison is not (AttributeComparison.Equal or AttributeComparison.NotEqual))
        {
            throw new ArgumentException("True and false are compared for equality only.", nameof(comparison));
        }
    }

    public override bool Matches(IReadOnlyDictionary<string, AttributeValue> attributes) =>
        attributes.TryGetValue(_name, out var attribute) && _comparison switch
        {
            AttributeComparison.Equal => attribute == _value,
            AttributeComparison.NotEqual => attribute != _value,
            AttributeComparison.Greater => Order(attribute) > 0,
            AttributeComparison.GreaterOrEqual => Order(attribute) >= 0,
            AttributeComparison.Less => Order(attribute) < 0,
            _ => Order(attribute) <= 0,
        };

    /// <summary>Null where they are of different kinds, so that no comparison by size holds.</summary>
    private int? Order(AttributeValue attribute) => attribute.Kind != _value.Kind
        ? null
        : attribute.Kind == AttributeKind.Number
            ? attribute.Number.CompareTo(_value.Number)
            : string.CompareOrdinal(attribute.Text, _value.Text);
}
