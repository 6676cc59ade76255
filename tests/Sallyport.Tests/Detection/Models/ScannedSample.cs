using System.Text.Json;
using Sallyport.Detection;
using Sallyport.Hosting;
using Sallyport.Policy;
using Sallyport.Text;

namespace Sallyport.Tests.Detection.Models;

/// <summary>The texts of a sample in this folder, each scanned with the standard detectors under the first-run policy.</summary>
internal static class ScannedSample
{
    public static IEnumerable<(JsonElement Row, TextScanResult Result)> Read(string name, Func<JsonElement, Origin> originOf)
    {
        var scan = new TextScan(PolicyReader.Read(PolicyPresets.Text(PolicyPresets.FirstRun)).Document!, StandardDetectors.All, TimeProvider.System);
        using var stream = typeof(ScannedSample).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            using var row = JsonDocument.Parse(line);
            yield return (row.RootElement, scan.Scan(row.RootElement.GetProperty("text").GetString()!, originOf(row.RootElement)));
        }
    }
}
