using Sallyport.Detection.Pii;
using Xunit;

namespace Sallyport.Tests.Detection.Pii;

public sealed class CheckDigitsTests
{
    [Theory]
    [InlineData("79927398713", true)]
    [InlineData("79927398710", false)]
    public void Luhn_KnownNumber_IsJudged(string digits, bool expected) => Assert.Equal(expected, CheckDigits.Luhn(digits));

    [Theory]
    [InlineData("2363", true)]
    [InlineData("2364", false)]
    [InlineData("3263", false)]
    public void Verhoeff_KnownNumber_IsJudged(string digits, bool expected) => Assert.Equal(expected, CheckDigits.Verhoeff(digits));

    [Theory]
    [InlineData("86095742719", true)]
    [InlineData("86095742718", false)]
    public void Mod11Mod10_KnownNumber_IsJudged(string digits, bool expected) => Assert.Equal(expected, CheckDigits.Mod11Mod10(digits));
}
