using CsCheck;
using Sallyport.Onnx.Sessions;
using Sallyport.Onnx.Tokenizers;
using Xunit;

namespace Sallyport.Onnx.Tests.Sessions;

public sealed class WindowReaderTests
{
    [Fact]
    public void Windows_CoverEachTokenInOrder_AndOverlap() =>
        Gen.Select(Gen.Int[0, 20_000], Gen.Int[8, 200], Gen.Int[0, 4]).Sample((count, size, share) =>
        {
            var overlap = size * share / 8;
            var reader = new WindowReader(new CountingTokenizer(), new string('x', count), size, overlap);
            var end = 0;
            while (reader.Next() is { } window)
            {
                // Tokens are their places, so a window's first token says where it begins.
                var start = window[0];
                if (!window.SequenceEqual(Enumerable.Range(start, window.Length)) || window.Length != Math.Min(size, count) || (end > 0 && start > end - overlap) || start + window.Length <= end)
                {
                    return false;
                }

                end = start + window.Length;
            }

            return end == count && reader.Next() is null;
        });

    private sealed class CountingTokenizer : Tokenizer
    {
        private int _next;

        public override void Append(ReadOnlySpan<char> stretch, List<int> to)
        {
            for (var i = 0; i < stretch.Length; i++)
            {
                to.Add(_next++);
            }
        }
    }
}
