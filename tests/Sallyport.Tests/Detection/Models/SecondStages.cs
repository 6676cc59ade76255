using Sallyport.Detection.Models;

namespace Sallyport.Tests.Detection.Models;

/// <summary>Second stages that no training made, over an encoder that counts letters.</summary>
internal static class SecondStages
{
    public const int Inputs = 8;

    public static SecondModel Drawn(string kind, int seed, float from = -1)
    {
        var description = new SecondDescription { Kind = kind, Encoder = CountingEncoder.FullName, Head = "", Inputs = Inputs, Hidden = 4, From = from, Share = 1.5f, Slope = 0.9f, Offset = 0.1f };
        var random = new Random(seed);
        return new(description, [.. Enumerable.Range(0, SecondModel.Count(description)).Select(_ => (float)(random.NextDouble() - 0.5) * 4)]);
    }

    /// <summary>Knows no digits; keeps what it was asked to read.</summary>
    public sealed class CountingEncoder : TextEncoder
    {
        public const string FullName = "letters@1";

        public List<string> Asked { get; } = [];

        public override string Name => FullName;

        public override int Dimensions => Inputs;

        public override bool TryEncode(ReadOnlySpan<char> text, Span<float> vector)
        {
            lock (Asked)
            {
                Asked.Add(text.ToString());
            }

            vector.Clear();
            foreach (var c in text)
            {
                vector[c % Inputs]++;
            }

            return !text.ContainsAnyInRange('0', '9');
        }
    }
}
