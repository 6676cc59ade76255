namespace Sallyport.Retrieval;

/// <summary>Filters, of which all have to hold or any.</summary>
internal sealed class CompoundFilter : AttributeFilter
{
    private readonly AttributeFilter[] _filters;
    private readonly bool _isAll;

    public CompoundFilter(IReadOnlyCollection<AttributeFilter> filters, bool isAll)
        : base(DepthOf(filters), 1 + filters.Sum(static filter => filter.Nodes))
    {
        _filters = [.. filters];
        _isAll = isAll;
    }

    public override bool Matches(IReadOnlyDictionary<string, AttributeValue> attributes)
    {
        foreach (var filter in _filters)
        {
            if (filter.Matches(attributes) != _isAll)
            {
                return !_isAll;
            }
        }

        return _isAll;
    }

    private static int DepthOf(IReadOnlyCollection<AttributeFilter> filters)
    {
        ArgumentNullException.ThrowIfNull(filters);
        return filters.Count > 0
            ? 1 + filters.Max(static filter => filter.Depth)
            : throw new ArgumentException("A compound filter has at least one filter in it.", nameof(filters));
    }
}
