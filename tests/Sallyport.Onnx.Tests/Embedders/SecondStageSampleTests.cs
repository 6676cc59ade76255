using System.Text.Json;
using Sallyport.Detection;
using Sallyport.Hosting;
using Sallyport.Onnx.Embedders;
using Sallyport.Policy;
using Sallyport.Text;
using Xunit;

namespace Sallyport.Onnx.Tests.Embedders;

/// <summary>The engine's own samples of typed words under the shipped second stage, by the bounds that hold without it.</summary>
public sealed class SecondStageSampleTests : IDisposable
{
    private const string Balanced = """
        version: 1
        name: sample
        guards:
          - {name: models, findings: [injection.direct], on: input, action: block, sensitivity: balanced}
          - {name: rules, findings: [injection.rule], on: input, action: block, min_score: 0.7}
        """;

    private readonly OnnxTextEncoder _encoder = OnnxTextEncoder.OpenShipped();

    public void Dispose() => _encoder.Dispose();

    [Fact]
    public void Typed_AtBalanced_AttacksAreCaughtAndInnocentTextIsLetThrough()
    {
        var attacks = Taken("injection.jsonl", isAttack: true);
        var innocent = Taken("injection.jsonl", isAttack: false);
        var triggers = Taken("over-defence.jsonl", isAttack: false);

        Assert.True(attacks >= 0.72 && innocent <= 0.10 && triggers <= 0.08, $"{attacks:P1} of attacks, {innocent:P1} of innocent texts, {triggers:P1} of those full of attackers' words");
    }

    /// <summary>The text of <c>StandardDetectorsTests</c>.</summary>
    [Fact]
    public void Prose_WithAttackersWordsByChance_IsNoAttackOnceReadTwice()
    {
        const string prose =
            "The council met on Tuesday to hear how the new tram line will be paid for. Ms. Okafor said that the city has asked for three bids; "
            + "the lowest came in at 4.2 million, which is less than S3 storage, version 2.14.0 and a C4 model cost together. \"We forgot nothing,\" she said, "
            + "and the key to success was patience: everyone had read the previous report. See https://example.org/news?id=42 and docs/guide.md#L10 for more.\n"
            + "var total = items.Sum(item => item.Price * 1.19m); // commit a81260f5eb16, sha256 1f40fc92da241694750979ee6cf582f2d5d7d28e18335de05abc54d0560e0f53\n";
        var scan = new TextScan(PolicyReader.Read(Balanced).Document!, StandardDetectors.With(_encoder), TimeProvider.System);

        var result = scan.Scan(prose, Origin.User);

        Assert.InRange(result.Scores.Single(static score => score.Key == "injection").Value, 0, 0.2);
    }

    private double Taken(string sample, bool isAttack)
    {
        var scan = new TextScan(PolicyReader.Read(Balanced).Document!, StandardDetectors.With(_encoder), TimeProvider.System);
        using var stream = typeof(SecondStageSampleTests).Assembly.GetManifestResourceStream(sample)!;
        using var reader = new StreamReader(stream);
        var taken = new List<bool>();
        while (reader.ReadLine() is { } line)
        {
            using var row = JsonDocument.Parse(line);
            if (row.RootElement.GetProperty("label").GetString() == "attack" == isAttack && row.RootElement.GetProperty("origin").GetString() == "user")
            {
                taken.Add(scan.Scan(row.RootElement.GetProperty("text").GetString()!, Origin.User).Verdict == GuardAction.Block);
            }
        }

        return taken.Average(static isTaken => isTaken ? 1.0 : 0);
    }
}
