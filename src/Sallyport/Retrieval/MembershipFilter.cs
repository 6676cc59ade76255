using System.Collections.Frozen;

namespace Sallyport.Retrieval;

/// <summary>One attribute against a set of values.</summary>
internal sealed class MembershipFilter : AttributeFilter
{
    private readonly string _name;
    private readonly FrozenSet<AttributeValue> _values;
    private readonly bool _isMember;

    public MembershipFilter(string name, IReadOnlyCollection<AttributeValue> values, bool isMember)
        : base(depth: 1, nodes: 1)
    {
        ArgumentNullException.ThrowIfNull(values);
        _name = CheckedName(name);
        _values = values.Count is > 0 and <= MaxValues
            ? values.ToFrozenSet()
            : throw new ArgumentException($"An attribute is compared with 1 to {MaxValues} values.", nameof(values));
        _isMember = isMember;
    }

    public override bool Matches(IReadOnlyDictionary<string, AttributeValue> attributes) =>
        attributes.TryGetValue(_name, out var attribute) && _values.Contains(attribute) == _isMember;
}
