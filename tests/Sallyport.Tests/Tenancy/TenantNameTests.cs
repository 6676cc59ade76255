using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Tests.Tenancy;

public sealed class TenantNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("acme-2")]
    [InlineData("0123456789012345678901234567890123456789")]
    public void TryParse_InForm_IsRead(string text)
    {
        Assert.True(TenantName.TryParse(text, null, out var name));

        Assert.Equal(text, name.Value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Acme")]
    [InlineData("tn_0123456789abcdef")]
    [InlineData("a b")]
    [InlineData("01234567890123456789012345678901234567890")]
    public void TryParse_OutOfForm_IsRefused(string? text)
    {
        Assert.False(TenantName.TryParse(text, null, out _));
    }
}
