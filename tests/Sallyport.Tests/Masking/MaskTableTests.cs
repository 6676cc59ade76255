using System.Text.Json;
using Sallyport.Detection;
using Sallyport.Masking;
using Xunit;

namespace Sallyport.Tests.Masking;

public sealed class MaskTableTests
{
    private static readonly FindingKind Email = new("pii.email");

    [Fact]
    public void PlaceholderFor_TheSameValue_IsStableUnderOneKey()
    {
        var key = new byte[32];
        var first = new MaskTable(key);
        var second = new MaskTable(key);
        second.PlaceholderFor(Email, "other@example.com");

        Assert.Equal(first.PlaceholderFor(Email, "ann@example.com"), first.PlaceholderFor(Email, "ann@example.com"));
        Assert.Equal(first.PlaceholderFor(Email, "ann@example.com"), second.PlaceholderFor(Email, "ann@example.com"));
        Assert.NotEqual(first.PlaceholderFor(Email, "ann@example.com"), MaskTable.CreateRandom().PlaceholderFor(Email, "ann@example.com"));
    }

    [Theory]
    [InlineData("pii.email", "[[EMAIL-")]
    [InlineData("pii.national_id.us_ssn", "[[US-SSN-")]
    [InlineData("secret.github_token", "[[SECRET-")]
    [InlineData("pii.x509", "[[X-")]
    [InlineData("pii.123", "[[VALUE-")]
    [InlineData("pii.a_very_long_name_that_goes_on", "[[A-VERY-LONG-NAME-THA-")]
    public void PlaceholderFor_Kind_IsTold(string kind, string opening)
    {
        var table = MaskTable.CreateRandom();

        var placeholder = table.PlaceholderFor(new(kind), "value")!;

        Assert.StartsWith(opening, placeholder, StringComparison.Ordinal);
        Assert.Matches("^\\[\\[[A-Z][A-Z-]*-[0-9a-z]{10}\\]\\]$", placeholder);
        Assert.Equal($"\"{placeholder}\"", JsonSerializer.Serialize(placeholder));
        Assert.True(table.TryRestore(placeholder, out var value));
        Assert.Equal("value", value);
    }

    [Fact]
    public void PlaceholderFor_NeverHoldsTheValue()
    {
        var placeholder = MaskTable.CreateRandom().PlaceholderFor(Email, "ann@example.com")!;

        Assert.DoesNotContain("ann", placeholder, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void PlaceholderFor_FullTable_MasksNoMoreButKeepsWhatItHas()
    {
        var table = MaskTable.CreateRandom();
        var first = table.PlaceholderFor(Email, "0");
        for (var i = 1; i < MaskTable.MaxValues; i++)
        {
            Assert.NotNull(table.PlaceholderFor(Email, $"{i}"));
        }

        Assert.Null(table.PlaceholderFor(Email, "one more"));
        Assert.Equal(first, table.PlaceholderFor(Email, "0"));
        Assert.Equal(MaskTable.MaxValues, table.Count);
    }

    [Fact]
    public void PlaceholderFor_EmptyOrEndlessValue_IsRefused()
    {
        var table = MaskTable.CreateRandom();

        Assert.Null(table.PlaceholderFor(Email, ""));
        Assert.Null(table.PlaceholderFor(Email, new string('x', MaskTable.MaxValueLength + 1)));
    }

    [Fact]
    public void TryRestore_AnotherTablesPlaceholder_FindsNothing()
    {
        var theirs = MaskTable.CreateRandom().PlaceholderFor(Email, "bob@example.com");

        Assert.False(MaskTable.CreateRandom().TryRestore(theirs, out _));
    }

    [Fact]
    public void Constructor_ShortKey_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new MaskTable(new byte[MaskTable.MinKeyLength - 1]));
    }
}
