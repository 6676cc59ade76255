using System.Numerics;
using CsCheck;
using Sallyport.Retrieval.Rotation;
using Xunit;

namespace Sallyport.Tests.Retrieval.Rotation;

public sealed class HadamardTests
{
    [Fact]
    public void Transform_AnyLength_IsTheMatrixOfEachBlock()
    {
        Gen.Select(Gen.OneOf(Gen.Int[1, 300], RotationGen.Dimensions), Gen.Int[0, 1_000_000]).Sample((length, seed) =>
        {
            var values = RotationGen.Unit(length, seed);
            var transformed = values.ToArray();

            Hadamard.Transform(transformed);

            var first = 0;
            while (first < length)
            {
                var size = Hadamard.FirstBlock(length - first);
                Assert.True(BitOperations.IsPow2(size) && size <= length - first && 2 * size > length - first);
                // A row of each block is enough, and another one each time.
                var row = seed % size;
                var sum = 0.0;
                for (var column = 0; column < size; column++)
                {
                    sum += int.IsEvenInteger(BitOperations.PopCount((uint)(row & column))) ? values[first + column] : -values[first + column];
                }

                Assert.Equal(sum, transformed[first + row], 1e-5);
                first += size;
            }
        });
    }
}
