using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Tests.Tenancy;

public sealed class TenantIdTests
{
    [Fact]
    public void New_ParsedBack_IsTheSame()
    {
        var id = TenantId.New();

        var parsed = TenantId.Parse(id.Value);

        Assert.Equal(id, parsed);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("tn_")]
    [InlineData("ak_0123456789abcdef")]
    [InlineData("tn_0123456789ABCDEF")]
    [InlineData("tn_0123456789abcdef0")]
    [InlineData("tn_0123456789abcde/")]
    public void TryParse_AnotherForm_IsRefused(string? text)
    {
        Assert.False(TenantId.TryParse(text, null, out _));
    }
}
