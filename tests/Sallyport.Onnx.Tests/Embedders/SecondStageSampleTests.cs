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

        Assert.True(attacks >= 0.60 && innocent <= 0.10 && triggers <= 0.08, $"{attacks:P1} of attacks, {innocent:P1} of innocent texts, {triggers:P1} of those full of attackers' words");
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
