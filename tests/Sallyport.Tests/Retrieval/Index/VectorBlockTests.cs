using CsCheck;
using Sallyport.Retrieval.Index;
using Xunit;

namespace Sallyport.Tests.Retrieval.Index;

public sealed class VectorBlockTests
{
    [Fact]
    public void Dot_AnyWidthAndRun_IsTheProductAndTheSameWhereverARowLies() =>
        Gen.Select(Gen.Int[1, 70], Gen.Int[1, 12], Gen.Int[0, int.MaxValue]).Sample(static (dimensions, rows, seed) =>
        {
            var random = new Random(seed);
            var block = new VectorBlock(rows, dimensions);
            var query = new float[block.Stride];
            Fill(random, query.AsSpan(0, dimensions));
            for (var row = 0; row < rows; row++)
            {
                Fill(random, block[row]);
            }

            var all = new float[rows];
            block.Dot(query, 0, all);

            for (var row = 0; row < rows; row++)
            {
                var alone = new float[1];
                block.Dot(query, row, alone);
                Assert.Equal(all[row], alone[0]);
                var exact = Enumerable.Range(0, dimensions).Sum(i => (double)block[row][i] * query[i]);
                Assert.Equal(exact, all[row], 1e-4);
            }
        });

    [Fact]
    public void Wipe_SomeRows_LeavesTheOthers()
    {
        var block = new VectorBlock(3, 5);
        for (var row = 0; row < 3; row++)
        {
            block[row].Fill(row + 1);
        }

        block.Wipe(1, 1);

        Assert.Equal([1, 1, 1, 1, 1], block[0].ToArray());
        Assert.Equal([0, 0, 0, 0, 0], block[1].ToArray());
        Assert.Equal([3, 3, 3, 3, 3], block[2].ToArray());
    }

    private static void Fill(Random random, Span<float> vector)
    {
        foreach (ref var value in vector)
        {
            value = (random.NextSingle() * 2) - 1;
        }
    }
}
