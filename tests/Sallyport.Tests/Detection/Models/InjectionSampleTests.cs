using System.Text.Json;
using Sallyport.Detection.Models;
using Sallyport.Text;
using Xunit;

namespace Sallyport.Tests.Detection.Models;

/// <summary>
/// The shipped injection heads on texts that were written for this test, in twenty languages, by the hand that wrote the grammars, so it guards
/// against a worse head and measures none. Innocent texts are full of attackers' words; data comes in pairs that differ in one sentence. The bounds were set below what
/// the shipped heads reach.
/// </summary>
public sealed class InjectionSampleTests
{
    private static readonly (bool IsAttack, Origin Origin, float Score, string Text)[] Sample = [.. Read()];

    [Fact]
    public void Sample_IsLargeEnoughToSayAnything() => Assert.True(Sample.Length >= 300);

    [Fact]
    public void Typed_AtBalanced_CatchesAttacksAndLetsInnocentTextThrough() => AssertShares(Origin.User, ShippedHeads.Direct, "balanced", leastCaught: 0.72, leastPassed: 0.90);

    [Fact]
    public void Data_AtStrict_CatchesAttacksAndLetsInnocentTextThrough() =>
        AssertShares(Origin.ToolResult, ShippedHeads.Indirect, "strict", leastCaught: 0.25, leastPassed: 0.90);

    [Fact]
    public void Data_WithAnOrderForTheModel_ScoresAboveTheSameDataWithoutIt()
    {
        var data = Sample.Where(s => s.Origin == Origin.ToolResult).ToArray();
        var pairs = data.Where(s => s.IsAttack).SelectMany(_ => data.Where(s => !s.IsAttack), (attack, innocent) => attack.Score > innocent.Score).ToArray();

        Assert.True(pairs.Average(isAbove => isAbove ? 1.0 : 0) >= 0.72, $"{pairs.Average(isAbove => isAbove ? 1.0 : 0):P1} of pairs");
    }

    private static void AssertShares(Origin origin, string kind, string preset, double leastCaught, double leastPassed)
    {
        var threshold = ShippedHeads.Set.Heads.Single(head => head.Kind == kind).Presets[preset];
        var own = Sample.Where(s => s.Origin == origin).ToArray();
        var caught = own.Where(s => s.IsAttack).Average(s => s.Score >= threshold ? 1.0 : 0);
        var passed = own.Where(s => !s.IsAttack).Average(s => s.Score >= threshold ? 0 : 1.0);

        Assert.True(caught >= leastCaught && passed >= leastPassed, $"{caught:P1} caught, {passed:P1} let through at {threshold}:\n"
            + string.Join('\n', own.Where(s => s.IsAttack != s.Score >= threshold).OrderBy(s => s.IsAttack).Select(s => $"{s.IsAttack} {s.Score:0.000} {s.Text.ReplaceLineEndings(" ")}")));
    }

    private static IEnumerable<(bool IsAttack, Origin Origin, float Score, string Text)> Read() =>
        ScannedSample.Read("injection.jsonl", OriginOf).Select(scanned => (
            scanned.Row.GetProperty("label").GetString() == "attack",
            OriginOf(scanned.Row),
            scanned.Result.Scores.Single(family => family.Key == "injection").Value,
            scanned.Row.GetProperty("text").GetString()!));

    private static Origin OriginOf(JsonElement row) => row.GetProperty("origin").GetString() == "user" ? Origin.User : Origin.ToolResult;
}
