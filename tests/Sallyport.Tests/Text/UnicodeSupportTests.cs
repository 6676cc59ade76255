using Sallyport.Text;
using Xunit;

namespace Sallyport.Tests.Text;

public sealed class UnicodeSupportTests
{
    [Fact]
    public void Demand_RuntimeNormalises_Passes() => UnicodeSupport.Demand();

    [Fact]
    public void Demand_RuntimeDoesNot_NamesTheVariable()
    {
        var error = Assert.Throws<PlatformNotSupportedException>(() => UnicodeSupport.Demand(static text => text));

        Assert.Contains("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", error.Message, StringComparison.Ordinal);
    }
}
