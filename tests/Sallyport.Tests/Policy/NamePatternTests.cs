using CsCheck;
using Sallyport.Policy;
using Xunit;

namespace Sallyport.Tests.Policy;

public sealed class NamePatternTests
{
    [Theory]
    [InlineData("gpt-4", "gpt-4", true)]
    [InlineData("gpt-4", "gpt-4o", false)]
    [InlineData("gpt-*", "gpt-", true)]
    [InlineData("*", "", true)]
    [InlineData("a*a", "a", false)]
    [InlineData("a*a", "aa", true)]
    [InlineData("*b*c*", "xbyycz", true)]
    [InlineData("*b*c*", "xcyyb", false)]
    [InlineData("A*", "abc", false)]
    [InlineData("a.c", "abc", false)]
    public void Matches_IsAboutTheWholeName(string pattern, string name, bool expected)
    {
        Assert.Equal(expected, new NamePattern(pattern).Matches(name));
    }

    [Fact]
    public void Matches_AnyPatternAndName_AgreesWithTheDefinition()
    {
        var patterns = Gen.Char["ab*"].Array[0, 8].Select(chars => new string(chars));
        var names = Gen.Char["ab"].Array[0, 10].Select(chars => new string(chars));

        Gen.Select(patterns, names).Sample((pattern, name) => new NamePattern(pattern).Matches(name) == ByDefinition(pattern, name));
    }

    private static bool ByDefinition(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        if (pattern.IsEmpty)
        {
            return name.IsEmpty;
        }

        if (pattern[0] == '*')
        {
            return ByDefinition(pattern[1..], name) || (!name.IsEmpty && ByDefinition(pattern, name[1..]));
        }

        return !name.IsEmpty && name[0] == pattern[0] && ByDefinition(pattern[1..], name[1..]);
    }
}
