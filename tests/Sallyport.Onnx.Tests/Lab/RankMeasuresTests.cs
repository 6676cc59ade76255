using Sallyport.Lab.Retrieval;
using Xunit;

namespace Sallyport.Onnx.Tests.Lab;

public sealed class RankMeasuresTests
{
    private static readonly Dictionary<string, double> Answers = new() { ["a"] = 1, ["b"] = 1, ["never found"] = 1 };

    [Fact]
    public void Ranking_IsJudged_AsWorkedOutByHand()
    {
        var measures = RankMeasures.Of(["x", "a", "y", "b"], Answers);

        Assert.Equal((1 / Math.Log2(3) + 1 / Math.Log2(5)) / (1 + 1 / Math.Log2(3) + 1 / Math.Log2(4)), measures.Ndcg, 1e-9);
        Assert.Equal(2.0 / 3, measures.Recall, 1e-9);
        Assert.Equal(0.5, measures.ReciprocalRank, 1e-9);
    }

    [Fact]
    public void Answer_BeyondTheTenth_CountsForItsRankAlone()
    {
        var measures = RankMeasures.Of([.. Enumerable.Range(0, 10).Select(static i => $"x{i}"), "a"], Answers);

        Assert.Equal(new RankMeasures(0, 0, 1.0 / 11), measures);
    }
}
