using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sallyport.Detection;
using Sallyport.Detection.HiddenText;
using Sallyport.Detection.Pii;
using Sallyport.Pipeline;
using Sallyport.Policy;
using Sallyport.Text.Views;
using Xunit;

namespace Sallyport.Tests.Detection.HiddenText;

public sealed class LayeredTextDetectorTests
{
    private static readonly JsonSerializerOptions s_relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly GuardPlan s_plan = PolicySnapshot
        .Compile(
            PolicyReader.Read("""
                version: 1
                name: layers
                guards:
                  - {name: all, findings: [hidden.layers, pii], on: output, action: redact}
                """).Document!,
            0,
            [.. PiiDetectors.All, new LayeredTextDetector()],
            TimeProvider.System)
        .PlansFor(new("model")).ForOutput(Sallyport.Text.ChannelKind.Text);

    /// <summary>A text in so many layers of base64.</summary>
    public static string Layers(string text, int count)
    {
        for (var i = 0; i < count; i++)
        {
            text = Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
        }

        return text;
    }

    [Fact]
    public void Layers_AsManyAsAreUndone_AreReadAndNoMore()
    {
        for (var count = 0; count <= ViewReaders.MaxDepth; count++)
        {
            Assert.DoesNotContain("hidden.layers", KindsIn("see " + Layers("the ferry leaves at four", count) + " there"));
        }

        Assert.Contains("pii.email", KindsIn(Layers("write to jane.doe@example.org", ViewReaders.MaxDepth)));
    }

    [Theory]
    [InlineData(@"jane.doe\u005cu005cu005cu0040example.org")]
    [InlineData(@"jane.doe&amp;amp;amp;#64;example.org")]
    [InlineData("jane.doe%25252540example.org")]
    public void Layers_OneMoreThanAreUndone_AreFound(string text)
    {
        Assert.Contains("hidden.layers", KindsIn(text));
    }

    [Fact]
    public void Layers_OfEncodings_AreTakenOutToTheirEnd()
    {
        var layered = Layers("write to jane.doe@example.org about the ferry that leaves at four", ViewReaders.MaxDepth + 1);

        var after = string.Concat(Enumerable.Repeat(" and the ferry leaves at four", 20));

        using var guard = new ChannelGuard(s_plan, InspectionScope.Empty);
        guard.Append($"see {layered}{after}");
        guard.Complete();
        var left = new System.Buffers.ArrayBufferWriter<char>();
        guard.Write(0, guard.Length, left);

        Assert.StartsWith("see ", new string(left.WrittenSpan), StringComparison.Ordinal);
        Assert.EndsWith(after[^200..], new string(left.WrittenSpan), StringComparison.Ordinal);
        Assert.DoesNotContain(layered[^20..], new string(left.WrittenSpan), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_WithinJsonManyTimes_IsReadAsIfItWereNot()
    {
        var text = """{"to":"jane.doe\u0040example.org"}""";
        for (var depth = 1; depth <= 5; depth++)
        {
            text = $$"""{"inner":{{JsonSerializer.Serialize(text, s_relaxed)}}}""";

            Assert.Contains("pii.email", KindsIn(text));
        }
    }

    [Fact]
    public void Prose_InManyLanguages_HasNoLayers()
    {
        var samples = GetType().Assembly;
        foreach (var name in samples.GetManifestResourceNames().Where(name => name.EndsWith(".jsonl", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(samples.GetManifestResourceStream(name)!);
            while (reader.ReadLine() is { } line)
            {
                var text = JsonDocument.Parse(line).RootElement.GetProperty("text").GetString()!;
                Assert.DoesNotContain("hidden.layers", KindsIn(text));
                Assert.DoesNotContain("hidden.layers", KindsIn(WebUtility.HtmlEncode(text)));
                Assert.DoesNotContain("hidden.layers", KindsIn(Uri.EscapeDataString(text)));
                Assert.DoesNotContain("hidden.layers", KindsIn(Layers(text, 1)));
            }
        }
    }

    private static List<string> KindsIn(string text)
    {
        using var guard = new ChannelGuard(s_plan, InspectionScope.Empty);
        guard.Append(text);
        guard.Complete();
        return [.. guard.Findings.Kept.Select(judged => judged.Finding.Kind.Name)];
    }
}
