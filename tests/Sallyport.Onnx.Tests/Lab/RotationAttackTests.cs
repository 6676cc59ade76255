using Sallyport.Lab;
using Sallyport.Lab.Rotation;
using Xunit;

namespace Sallyport.Onnx.Tests.Lab;

/// <summary>
/// What `lab rotation` measures over texts, over drawn vectors that lie as those of texts do: around a mean, along some axes more than others, askew. The figures of attacks that
/// succeed are asserted too: docs/threat-model.md says that they do.
/// </summary>
public sealed class RotationAttackTests
{
    private const int Dimensions = 64;
    private const int Rows = 600;
    private const int Unseen = 100;

    private static readonly float[][] Vectors = Draw(new SeededRandom(1));
    private static readonly RotatedStore Store = RotatedStore.Of(Vectors, tenant: 1);
    private static readonly int[] Last = [.. Enumerable.Range(Rows - Unseen, Unseen)];

    [Fact]
    public void KnownPairs_AsManyAsDimensions_GiveEverythingAway()
    {
        var (few, all) = (Known(Dimensions / 4, KnownPairs.LeastSquares), Known(Dimensions, KnownPairs.LeastSquares));

        Assert.True(few.Cosine < 0.98);
        Assert.True(all.Cosine > 0.9999);
        Assert.Equal(1, all.Identified);
    }

    [Fact]
    public void KnownPairs_FewerThanDimensions_AreEnoughForWhoKnowsHowTheTransformIsMade()
    {
        const int Pairs = 3 * Dimensions / 4;

        Assert.True(Known(Pairs, KnownPairs.LeastSquares).Cosine < 0.999);
        Assert.True(Known(Pairs, KnownPairs.Signs).Cosine > 0.9999);
    }

    [Fact]
    public void KnownTexts_AFew_FindTheirRows()
    {
        int[] known = [5, 17, 100, 230, 311, 402, 499, 555];

        Assert.Equal(known, ProductFingerprints.Match(Store.Plain.Take(known), Store.Rotated));
    }

    [Fact]
    public void KnownTexts_ThatTheStoreDoesNotHold_FindNothing()
    {
        var others = Matrix.Of([.. Draw(new SeededRandom(2)).Take(8)]);

        Assert.All(ProductFingerprints.Match(others, Store.Rotated), static match => Assert.Equal(-1, match));
    }

    [Fact]
    public void Alignment_WithTheSameTexts_RecoversThemAndWithLikeTextsLittle()
    {
        var all = Enumerable.Range(0, Rows).ToArray();

        var same = Recovery.Of(Store.Rotated.Times(Alignment.Invert(Store.Plain, Store.Rotated)), Store.Plain, all);
        var alike = Recovery.Of(Store.Rotated.Times(Alignment.Invert(Matrix.Of(Draw(new SeededRandom(3))), Store.Rotated)), Store.Plain, all);

        Assert.True(same.Identified > 0.99);
        Assert.True(alike.Identified < 0.1);
    }

    [Fact]
    public void Neighbours_AreTheSameUnderTheRotationAndDrawnOnesUnderAnother()
    {
        var questions = Store.Plain.Take(Last);
        var other = RotatedStore.Of([.. Last.Select(static row => Vectors[row])], tenant: 2);

        Assert.Equal(1, Recovery.Of(Store.Rotated.Take(Last), Store.Rotated, Last).Identified);
        Assert.True(Recovery.Of(other.Rotated, Store.Rotated, Last).Identified < 0.05);
        Assert.True(Recovery.Of(questions, Store.Rotated, Last).Identified < 0.05);
    }

    private static Recovery Known(int pairs, Func<Matrix, Matrix, Matrix> attack)
    {
        int[] known = [.. Enumerable.Range(0, pairs)];
        return Recovery.Of(Store.Rotated.Take(Last).Times(attack(Store.Plain.Take(known), Store.Rotated.Take(known))), Store.Plain, Last);
    }

    private static float[][] Draw(SeededRandom random)
    {
        var vectors = new float[Rows][];
        for (var row = 0; row < Rows; row++)
        {
            var values = Enumerable.Range(0, Dimensions).Select(axis =>
            {
                // A sum of draws is nearly normal; its square leans to one side, to another for each axis.
                var normal = Enumerable.Range(0, 6).Sum(_ => random.Next(1000) / 1000.0) - 3;
                return ((axis == 0 ? 3 : 0) + normal + (normal * normal * (1 + (axis % 3)) / 3)) / Math.Sqrt(axis + 1);
            }).ToArray();
            var length = Math.Sqrt(values.Sum(static value => value * value));
            vectors[row] = [.. values.Select(value => (float)(value / length))];
        }

        return vectors;
    }
}
