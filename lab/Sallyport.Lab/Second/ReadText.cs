using Sallyport.Detection.Models;
using Sallyport.Lab.Heads;
using Sallyport.Pipeline;

namespace Sallyport.Lab.Second;

/// <summary>A text under a head that never saw its source: what the head said of each unit, and the vectors of those that are read again.</summary>
internal sealed class ReadText(Example example, int fold, List<Reading> readings)
{
    private readonly Dictionary<int, float[]?> _vectors = [];

    public Example Example => example;

    public int Fold => fold;

    public IReadOnlyList<Reading> Readings => readings;

    /// <summary>The unit that the head scores highest; null in a text without any.</summary>
    public int? Best { get; } = readings.Count == 0 ? null : Enumerable.Range(0, readings.Count).MaxBy(unit => readings[unit].First);

    /// <summary>The head's score of the text.</summary>
    public float First => Best is { } best ? readings[best].First : float.MinValue;

    /// <summary>The units that the engine would have read again.</summary>
    public IEnumerable<int> Again(float from) =>
        Enumerable.Range(0, readings.Count).Where(unit => readings[unit].First >= from).Take(FindingAllowance.SecondReadings);

    /// <summary>The vector of a unit's stretch; null where the encoder doesn't know its language.</summary>
    public float[]? VectorOf(int unit, TextEncoder encoder)
    {
        if (!_vectors.TryGetValue(unit, out var vector))
        {
            vector = new float[encoder.Dimensions];
            var reading = readings[unit];
            _vectors[unit] = vector = encoder.TryEncode(example.Text.AsSpan(reading.Start, reading.End - reading.Start).Trim(), vector) ? vector : null;
        }

        return vector;
    }

    /// <summary>The highest score of what is not read again, and the highest of both scores' sums over what is.</summary>
    public (float Unread, float Sum) Scores(SecondModel model, TextEncoder encoder)
    {
        var again = Again(model.Description.From).Where(unit => VectorOf(unit, encoder) is not null).ToHashSet();
        var (unread, sum) = (float.MinValue, float.MinValue);
        for (var unit = 0; unit < readings.Count; unit++)
        {
            if (again.Contains(unit))
            {
                sum = Math.Max(sum, readings[unit].First + (model.Description.Share * model.Of(VectorOf(unit, encoder))));
            }
            else
            {
                unread = Math.Max(unread, readings[unit].First);
            }
        }

        return (unread, sum);
    }
}
