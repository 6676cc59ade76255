using System.Globalization;
using System.Text;
using CsCheck;
using Sallyport.Gateway.Json;
using Xunit;

namespace Sallyport.Gateway.Tests.Json;

public sealed class JsonNumbersTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("0e999999999999999999999")]
    [InlineData("1.50")]
    [InlineData("0.1")]
    [InlineData("0.00001")]
    [InlineData("100e-2")]
    [InlineData("1e21")]
    [InlineData("9007199254740991")]
    [InlineData("9007199254740992")]
    [InlineData("90071992547409920000")]
    [InlineData("1.7976931348623157e308")]
    [InlineData("5e-324")]
    public void IsKept_NumberThatADoubleHolds_IsTrue(string number) => Assert.True(JsonNumbers.IsKept(Encoding.ASCII.GetBytes(number)));

    [Theory]
    [InlineData("9007199254740993")]
    [InlineData("12345678901234567890")]
    [InlineData("3.14159265358979323846")]
    [InlineData("0.1000000000000000055511151231257827")]
    [InlineData("1e400")]
    [InlineData("1e-400")]
    [InlineData("1e999999999999999999999")]
    public void IsKept_NumberThatADoubleChanges_IsFalse(string number) => Assert.False(JsonNumbers.IsKept(Encoding.ASCII.GetBytes(number)));

    [Fact]
    public void IsKept_AnyDoubleAsItIsWritten_IsTrue() => Gen.Double.Where(double.IsFinite).Sample(value =>
        Assert.True(JsonNumbers.IsKept(Encoding.ASCII.GetBytes(value.ToString("R", CultureInfo.InvariantCulture)))));

    [Fact]
    public void IsKept_AnyWholeNumber_AgreesWithADoublesOwnValue() => Gen.Long.Sample(number =>
        Assert.Equal(
            double.Parse(number.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture) is var text
                && decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) == number,
            JsonNumbers.IsKept(Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture)))));
}
