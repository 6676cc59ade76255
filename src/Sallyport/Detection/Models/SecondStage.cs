namespace Sallyport.Detection.Models;

/// <summary>The second stages of a set's heads, and the encoder that reads for them. Immutable; shared by all threads.</summary>
internal sealed class SecondStage
{
    private readonly SecondModel?[] _models;

    /// <param name="set">The heads.</param>
    /// <param name="models">Second stages of some of them.</param>
    /// <param name="encoder">Reads for them.</param>
    /// <exception cref="ArgumentException">One was trained with another encoder, or for a head that isn't there.</exception>
    public SecondStage(HeadSet set, IReadOnlyList<SecondModel> models, TextEncoder encoder)
    {
        Encoder = encoder;
        _models = [.. set.Heads.Select(head => models.SingleOrDefault(model => model.Description.Kind == head.Kind))];
        if (_models.Count(static model => model is not null) != models.Count
            || models.Any(model => model.Description.Encoder != encoder.Name || model.Description.Inputs != encoder.Dimensions))
        {
            throw new ArgumentException($"The second stages that ship were not trained with the encoder {encoder.Name}.", nameof(encoder));
        }
    }

    /// <summary>Reads for them.</summary>
    public TextEncoder Encoder { get; }

    /// <summary>The second stage of a head; null where it has none.</summary>
    public SecondModel? Of(int head) => _models[head];
}
