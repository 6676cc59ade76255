using CsCheck;
using Sallyport.Retrieval;
using Xunit;

namespace Sallyport.Tests.Retrieval;

public sealed class AttributeFilterTests
{
    private static readonly Gen<AttributeValue> Value = Gen.OneOf(
        Gen.OneOf("", "a", "b", "B", "10", "9").Select(static text => new AttributeValue(text)),
        Gen.Int[-2, 12].Select(static number => new AttributeValue(number / 2.0)),
        Gen.Bool.Select(static flag => new AttributeValue(flag)));

    private static readonly Gen<string> Name = Gen.OneOf("year", "team", "open");

    private static readonly Gen<Dictionary<string, AttributeValue>> Attributes =
        Gen.Select(Name, Value).Array[0, 4].Select(static pairs => pairs.DistinctBy(static pair => pair.Item1).ToDictionary(static pair => pair.Item1, static pair => pair.Item2));

    // A filter, and what it means said in another way: by the rank of a value among all values of its kind.
    private static readonly Gen<(AttributeFilter Filter, Func<Dictionary<string, AttributeValue>, bool> Meaning)> Leaf = Gen.OneOf(
        Gen.Select(Name, Gen.Enum<AttributeComparison>(), Value)
            .Where(static leaf => leaf.Item3.Kind != AttributeKind.Boolean || leaf.Item2 is AttributeComparison.Equal or AttributeComparison.NotEqual)
            .Select(static leaf => (AttributeFilter.Compare(leaf.Item1, leaf.Item2, leaf.Item3), Meaning(leaf.Item1, leaf.Item2, leaf.Item3))),
        Gen.Select(Name, Value.Array[1, 4], Gen.Bool).Select(static leaf => (
            leaf.Item3 ? AttributeFilter.AnyOf(leaf.Item1, leaf.Item2) : AttributeFilter.NoneOf(leaf.Item1, leaf.Item2),
            (Func<Dictionary<string, AttributeValue>, bool>)(attributes => attributes.ContainsKey(leaf.Item1) && leaf.Item2.Any(value => value == attributes[leaf.Item1]) == leaf.Item3))));

    [Fact]
    public void Matches_AnyFilter_DecidesAsItsMeaning() =>
        Gen.Select(Tree(3), Attributes).Sample(static (tree, attributes) => Assert.Equal(tree.Meaning(attributes), tree.Filter.Matches(attributes)), iter: 5000);

    [Fact]
    public void Matches_AnAttributeThatIsMissing_IsFalseWhateverTheComparison()
    {
        var none = new Dictionary<string, AttributeValue>();

        Assert.All(Enum.GetValues<AttributeComparison>(), how => Assert.False(AttributeFilter.Compare("year", how, new(1)).Matches(none)));
        Assert.False(AttributeFilter.AnyOf("year", [new(1)]).Matches(none));
        Assert.False(AttributeFilter.NoneOf("year", [new(1)]).Matches(none));
    }

    [Fact]
    public void Create_BeyondABound_IsRefused()
    {
        var leaf = AttributeFilter.Compare("year", AttributeComparison.Equal, new(1));
        var deep = leaf;
        for (var depth = 1; depth < AttributeFilter.MaxDepth; depth++)
        {
            deep = AttributeFilter.All([deep]);
        }

        Assert.Throws<ArgumentException>(() => AttributeFilter.Any([deep]));
        Assert.True(AttributeFilter.Any([.. Enumerable.Repeat(leaf, AttributeFilter.MaxNodes - 1)]).Matches(new Dictionary<string, AttributeValue> { ["year"] = new(1) }));
        Assert.Throws<ArgumentException>(() => AttributeFilter.Any([.. Enumerable.Repeat(leaf, AttributeFilter.MaxNodes)]));
        Assert.Throws<ArgumentException>(static () => AttributeFilter.All([]));
        Assert.Throws<ArgumentException>(static () => AttributeFilter.AnyOf("year", []));
        Assert.Throws<ArgumentException>(static () => AttributeFilter.NoneOf("year", [.. Enumerable.Range(0, AttributeFilter.MaxValues + 1).Select(static i => new AttributeValue(i))]));
        Assert.Throws<ArgumentException>(static () => AttributeFilter.Compare("", AttributeComparison.Equal, new(1)));
        Assert.Throws<ArgumentException>(static () => AttributeFilter.Compare(new string('n', AttributeValue.MaxNameLength + 1), AttributeComparison.Equal, new(1)));
        Assert.Throws<ArgumentException>(static () => AttributeFilter.Compare("open", AttributeComparison.Less, new(true)));
        Assert.Throws<ArgumentException>(static () => AttributeFilter.Compare("open", (AttributeComparison)6, new(true)));
    }

    private static Gen<(AttributeFilter Filter, Func<Dictionary<string, AttributeValue>, bool> Meaning)> Tree(int depth) => depth == 0
        ? Leaf
        : Gen.OneOf(Leaf, Gen.Select(Tree(depth - 1).Array[1, 3], Gen.Bool).Select(static parts => (
            parts.Item2 ? AttributeFilter.All([.. parts.Item1.Select(static part => part.Filter)]) : AttributeFilter.Any([.. parts.Item1.Select(static part => part.Filter)]),
            (Func<Dictionary<string, AttributeValue>, bool>)(attributes =>
                parts.Item2 ? parts.Item1.All(part => part.Meaning(attributes)) : parts.Item1.Any(part => part.Meaning(attributes))))));

    private static Func<Dictionary<string, AttributeValue>, bool> Meaning(string name, AttributeComparison comparison, AttributeValue value) => attributes =>
    {
        if (!attributes.TryGetValue(name, out var attribute))
        {
            return false;
        }

        if (attribute.Kind != value.Kind)
        {
            return comparison == AttributeComparison.NotEqual;
        }

        string[] texts = ["", "10", "9", "B", "a", "b"];
        var (one, other) = attribute.Kind switch
        {
            AttributeKind.Number => (attribute.Number, value.Number),
            AttributeKind.Boolean => (attribute.Flag ? 1 : 0, value.Flag ? 1 : 0),
            _ => (Array.IndexOf(texts, attribute.Text), (double)Array.IndexOf(texts, value.Text)),
        };
        return comparison switch
        {
            AttributeComparison.Equal => one == other,
            AttributeComparison.NotEqual => one != other,
            AttributeComparison.Greater => one > other,
            AttributeComparison.GreaterOrEqual => one >= other,
            AttributeComparison.Less => one < other,
            _ => one <= other,
        };
    };
}
