using Sallyport.Detection;
using Sallyport.Hosting;
using Sallyport.Policy;
using Sallyport.Text;
using Xunit;

namespace Sallyport.Tests.Hosting;

public sealed class TextScanTests
{
    [Fact]
    public void Scan_NameThatSeveralViewsShow_IsToldOnce()
    {
        var scan = new TextScan(PolicyReader.Read(PolicyPresets.Text(PolicyPresets.FirstRun)).Document!, RuleDetectors.All, TimeProvider.System);

        var result = scan.Scan("Ｊａｎｅ Ｄｏｅ lives in Leeds.", Origin.User);

        Assert.Equal(["pii.person", "pii.location"], result.Findings.Select(found => found.Finding.Kind.Name));
    }
}
