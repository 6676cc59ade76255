using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Tests.Tenancy;

public sealed class ScopeNamesTests
{
    [Theory]
    [InlineData("infer", Scopes.Infer)]
    [InlineData("infer, embed", Scopes.Infer | Scopes.Embed)]
    [InlineData("explain,embed,infer", Scopes.Infer | Scopes.Embed | Scopes.Explain)]
    [InlineData("retrieve,ingest", Scopes.Retrieve | Scopes.Ingest)]
    public void TryParse_KnownNames_AreRead(string text, Scopes expected)
    {
        Assert.True(ScopeNames.TryParse(text, out var scopes));

        Assert.Equal(expected, scopes);
        Assert.True(ScopeNames.TryParse(ScopeNames.Format(scopes), out var again));
        Assert.Equal(expected, again);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("infer,")]
    [InlineData("admin")]
    [InlineData("infer,admin")]
    [InlineData("Infer")]
    public void TryParse_UnknownOrEmpty_GivesNothing(string? text)
    {
        Assert.False(ScopeNames.TryParse(text, out var scopes));

        Assert.Equal(Scopes.None, scopes);
    }
}
